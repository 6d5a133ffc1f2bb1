{{- define "basalt.image" -}}
{{- $image := .Values.image -}}
{{- if $image.digest -}}
{{ $image.repository }}@{{ $image.digest }}
{{- else -}}
{{ $image.repository }}:{{ $image.tag | default .Chart.AppVersion }}
{{- end -}}
{{- end }}

{{/* Labels that tell one component's pods from all others. (root, component) */}}
{{- define "basalt.selector" -}}
app.kubernetes.io/name: basalt
app.kubernetes.io/component: {{ .component }}
{{- end }}

{{- define "basalt.labels" -}}
{{ include "basalt.selector" . }}
app.kubernetes.io/part-of: basalt
app.kubernetes.io/version: {{ .root.Chart.AppVersion | quote }}
app.kubernetes.io/managed-by: {{ .root.Release.Service }}
{{- end }}

{{- define "basalt.metadata" -}}
name: {{ .name }}
namespace: {{ .root.Release.Namespace }}
labels:
  {{- include "basalt.labels" . | nindent 2 }}
{{- end }}

{{- define "basalt.clusterMetadata" -}}
name: {{ .name }}
labels:
  {{- include "basalt.labels" . | nindent 2 }}
{{- end }}

{{/* The schedulers with all their settings, by name. */}}
{{- define "basalt.schedulers" -}}
{{- $all := dict -}}
{{- range .Values.schedulers -}}
{{- if hasKey $all .name -}}
{{- fail (printf "schedulers: two are named %s; give each a name of its own" .name) -}}
{{- end -}}
{{- $_ := set $all .name (mustMergeOverwrite (deepCopy $.Values.scheduler) (deepCopy .)) -}}
{{- end -}}
{{- toYaml $all -}}
{{- end }}

{{/* The names that the roles serve. */}}
{{- define "basalt.schedulerNames" -}}
{{- $names := .Values.schedulerNames -}}
{{- if and .Values.dropIn.enabled (not $names) -}}
{{- $names = list "basalt" "volcano" -}}
{{- end -}}
{{- toYaml $names -}}
{{- end }}

{{/* The user that the controllers are. */}}
{{- define "basalt.controllerAccount" -}}
{{- if eq .Values.mode "all-in-one" -}}basalt-all-in-one{{- else -}}basalt-controllers{{- end -}}
{{- end }}

{{- define "basalt.controllerUser" -}}
system:serviceaccount:{{ .Release.Namespace }}:{{ include "basalt.controllerAccount" . }}
{{- end }}

{{/* Whether anything serves the webhook. */}}
{{- define "basalt.hasWebhook" -}}
{{- if and .Values.webhook.enabled (or .Values.dropIn.admission (not .Values.dropIn.enabled)) -}}true{{- end -}}
{{- end }}

{{- define "basalt.inspectorSecret" -}}
{{- .Values.inspector.tlsSecret | default "basalt-inspector-tls" -}}
{{- end }}

{{/* What cannot be said in the schema. */}}
{{- define "basalt.check" -}}
{{- $schedulers := include "basalt.schedulers" . | fromYaml -}}
{{- if eq .Values.mode "all-in-one" -}}
{{- if gt (len $schedulers) 1 -}}
{{- fail "mode: all-in-one runs one scheduler, and schedulers lists several; use mode: roles" -}}
{{- end -}}
{{- end -}}
{{- $served := dict -}}
{{- range $name, $scheduler := $schedulers -}}
{{- if and (gt (len $schedulers) 1) (not $scheduler.zones) -}}
{{- fail (printf "schedulers: %s serves all zones, and so no other can be beside it; give each its zones" $name) -}}
{{- end -}}
{{- range $scheduler.zones -}}
{{- if hasKey $served . -}}
{{- fail (printf "schedulers: %s and %s both serve zone %s; give it to one" (get $served .) $name .) -}}
{{- end -}}
{{- $_ := set $served . $name -}}
{{- end -}}
{{- if and $.Values.dropIn.enabled $scheduler.zones -}}
{{- fail (printf "dropIn.enabled: Volcano's Lease stands for a scheduler of the whole cluster, and %s has zones; take over first, then bring in zones" $name) -}}
{{- end -}}
{{- end -}}
{{- if and .Values.dropIn.enabled .Values.schedulerNames (not (has "volcano" .Values.schedulerNames)) -}}
{{- fail "dropIn.enabled: schedulerNames must hold volcano, or be empty" -}}
{{- end -}}
{{- if and .Values.inspector.enabled (not .Values.inspector.tlsSecret) (ne .Values.tls.source "cert-manager") -}}
{{- fail "inspector.enabled: name a Secret of type kubernetes.io/tls in inspector.tlsSecret, or set tls.source: cert-manager" -}}
{{- end -}}
{{- if and .Values.exporter.enabled (gt (int .Values.exporter.replicas) 1) -}}
{{- fail "exporter.replicas: each exporter publishes all objects, so sums on dashboards and in rules would double; set it to 1. Kubernetes replaces one that fails" -}}
{{- end -}}
{{- if and (eq .Values.mode "all-in-one") .Values.dropIn.enabled (not .Values.controllers.enabled) -}}
{{- fail "dropIn.enabled: somebody has to look after Volcano's jobs; leave controllers.enabled at true" -}}
{{- end -}}
{{- end }}
