{{/* The arguments of a scheduler. (root, scheduler) */}}
{{- define "basalt.command.scheduler" -}}
{{- $root := .root -}}
{{- range include "basalt.schedulerNames" $root | fromYamlArray }}
- --scheduler-name={{ . }}
{{- end }}
{{- range .scheduler.zones }}
- --zone={{ . }}
{{- end }}
{{- if .scheduler.configuration }}
- --scheduler-conf=/etc/basalt/scheduler/scheduler.conf
{{- end }}
{{- if $root.Values.inspector.enabled }}
- --inspector-port={{ $root.Values.inspector.port }}
- --inspector-tls=/etc/basalt/inspector-tls
{{- end }}
- --lease-namespace={{ $root.Release.Namespace }}
{{- if $root.Values.dropIn.enabled }}
- --in-place-of-volcano={{ $root.Values.dropIn.volcanoNamespace }}
{{- end }}
{{- end }}

{{/* The arguments of the webhook, beside where it is. */}}
{{- define "basalt.command.webhook" -}}
- --service=basalt-webhook
- --controller-user={{ include "basalt.controllerUser" . }}
{{- if eq .Values.tls.source "cert-manager" }}
- --tls=/etc/basalt/webhook-tls
{{- else }}
- --secret=basalt-webhook-tls
- --certificate-life={{ .Values.tls.certificateLife }}
{{- end }}
{{- if .Values.webhook.groupWorkloads }}
- --group-workloads
{{- end }}
{{- if .Values.webhook.keepBusyQueues }}
- --keep-busy-queues
{{- end }}
{{- end }}

{{/* The volumes of a scheduler: (root, scheduler, name) */}}
{{- define "basalt.mounts.scheduler" -}}
{{- if .scheduler.configuration }}
- name: configuration
  path: /etc/basalt/scheduler
  volume: {configMap: {name: {{ .name }}}}
{{- end }}
{{- if .root.Values.inspector.enabled }}
- name: inspector-tls
  path: /etc/basalt/inspector-tls
  volume: {secret: {secretName: {{ include "basalt.inspectorSecret" .root }}, defaultMode: 288}}
{{- end }}
{{- end }}

{{- define "basalt.mounts.webhook" -}}
{{- if eq .Values.tls.source "cert-manager" }}
- name: webhook-tls
  path: /etc/basalt/webhook-tls
  volume: {secret: {secretName: basalt-webhook-tls, defaultMode: 288}}
{{- end }}
{{- end }}
