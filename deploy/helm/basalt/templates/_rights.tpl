{{/* Rules for a scheduler, in the cluster. */}}
{{- define "basalt.rights.scheduler" -}}
# Whether Volcano's own scheduler is at work: its pods are left to it then.
- apiGroups: [coordination.k8s.io]
  resources: [leases]
  resourceNames: [volcano]
  verbs: [get]
- apiGroups: [""]
  resources: [pods, nodes, namespaces, resourcequotas, persistentvolumeclaims, persistentvolumes]
  verbs: [get, list, watch]
- apiGroups: [""]
  resources: [pods/binding, pods/eviction]
  verbs: [create]
- apiGroups: [""]
  resources: [pods/status, persistentvolumeclaims, persistentvolumes]
  verbs: [patch]
- apiGroups: [""]
  resources: [events]
  verbs: [create, patch]
- apiGroups: [storage.k8s.io]
  resources: [storageclasses, csinodes]
  verbs: [list, watch]
- apiGroups: [policy]
  resources: [poddisruptionbudgets]
  verbs: [list, watch]
- apiGroups: [scheduling.k8s.io]
  resources: [priorityclasses]
  verbs: [list, watch]
- apiGroups: [scheduling.volcano.sh]
  resources: [queues, podgroups]
  verbs: [get, list, watch]
- apiGroups: [scheduling.volcano.sh]
  resources: [queues]
  verbs: [create]
- apiGroups: [scheduling.volcano.sh]
  resources: [queues/status, podgroups]
  verbs: [patch]
- apiGroups: [basalt.dev]
  resources: [nodezones]
  verbs: [get, list, watch]
- apiGroups: [basalt.dev]
  resources: [nodezones/status]
  verbs: [patch]
{{- $zones := false }}
{{- range include "basalt.schedulers" . | fromYaml }}
{{- if .zones }}{{ $zones = true }}{{ end }}
{{- end }}
{{- if $zones }}
# The owner of a node is written on it.
- apiGroups: [""]
  resources: [nodes]
  verbs: [patch]
{{- end }}
{{- if .Values.inspector.enabled }}
# Who asks the inspector, and what that user may do.
- apiGroups: [authentication.k8s.io]
  resources: [tokenreviews]
  verbs: [create]
- apiGroups: [authorization.k8s.io]
  resources: [subjectaccessreviews]
  verbs: [create]
{{- end }}
{{- end }}

{{/* Rules for the controllers, in the cluster. */}}
{{- define "basalt.rights.controllers" -}}
# Whether Volcano's own scheduler is at work: its pods are left to it then.
- apiGroups: [coordination.k8s.io]
  resources: [leases]
  resourceNames: [volcano]
  verbs: [get]
- apiGroups: [batch.volcano.sh]
  resources: [jobs, cronjobs]
  verbs: [get, list, watch, create, patch, delete]
- apiGroups: [batch.volcano.sh]
  resources: [jobs/status, cronjobs/status]
  verbs: [patch]
- apiGroups: [flow.volcano.sh]
  resources: [jobflows, jobtemplates]
  verbs: [get, list, watch, patch]
- apiGroups: [flow.volcano.sh]
  resources: [jobflows/status, jobtemplates/status]
  verbs: [patch]
# Needed to set owner references that block deletion.
- apiGroups: [batch.volcano.sh]
  resources: [jobs/finalizers, cronjobs/finalizers]
  verbs: [update]
- apiGroups: [flow.volcano.sh]
  resources: [jobflows/finalizers]
  verbs: [update]
- apiGroups: [bus.volcano.sh]
  resources: [commands]
  verbs: [list, watch, delete]
- apiGroups: [scheduling.volcano.sh]
  resources: [podgroups]
  verbs: [get, list, watch, create, patch, delete]
- apiGroups: [scheduling.volcano.sh]
  resources: [queues]
  verbs: [get, list, watch, create, patch]
- apiGroups: [scheduling.volcano.sh]
  resources: [queues/status]
  verbs: [patch]
{{- if .Values.policies.queueUse }}
# Whose jobs a queue takes was judged when the job was made.
- apiGroups: [scheduling.volcano.sh]
  resources: [queues]
  verbs: [use]
{{- end }}
- apiGroups: [""]
  resources: [pods]
  verbs: [get, list, watch, create, patch, delete]
- apiGroups: [""]
  resources: [nodes, namespaces]
  verbs: [get, list, watch]
- apiGroups: [""]
  resources: [services, configmaps]
  verbs: [get, create, patch, delete]
{{- if .Values.controllers.secrets }}
- apiGroups: [""]
  resources: [secrets]
  verbs: [get, create, patch, delete]
{{- end }}
- apiGroups: [""]
  resources: [persistentvolumeclaims]
  verbs: [get, create]
- apiGroups: [""]
  resources: [events]
  verbs: [create, patch]
- apiGroups: [networking.k8s.io]
  resources: [networkpolicies]
  verbs: [get, create, patch, delete]
- apiGroups: [apps]
  resources: [replicasets, statefulsets]
  verbs: [get, list, watch]
- apiGroups: [batch]
  resources: [jobs]
  verbs: [get, list, watch]
- apiGroups: [scheduling.k8s.io]
  resources: [priorityclasses]
  verbs: [list, watch]
# What else owns pods: its annotations count. Kinds of others are in controllers.ownerKinds.
- apiGroups: [apps]
  resources: [deployments, daemonsets]
  verbs: [get]
- apiGroups: [batch]
  resources: [cronjobs]
  verbs: [get]
{{- range .Values.controllers.ownerKinds }}
- apiGroups: [{{ .group | quote }}]
  resources: {{ toJson .resources }}
  verbs: [get]
{{- end }}
{{- end }}

{{/* Rules for the webhook, in the cluster. It writes its registration itself, into objects that the chart makes. */}}
{{- define "basalt.rights.webhook" -}}
- apiGroups: [""]
  resources: [namespaces]
  verbs: [get, list, watch]
- apiGroups: [scheduling.volcano.sh]
  resources: [queues]
  verbs: [get, list, watch]
- apiGroups: [admissionregistration.k8s.io]
  resources: [mutatingwebhookconfigurations, validatingwebhookconfigurations]
  resourceNames: [basalt-webhook]
  verbs: [get, patch]
{{- end }}

{{/* Leases by name: (names) */}}
{{- define "basalt.rights.leases" -}}
- apiGroups: [coordination.k8s.io]
  resources: [leases]
  verbs: [create]
- apiGroups: [coordination.k8s.io]
  resources: [leases]
  resourceNames: {{ toJson . }}
  verbs: [get, patch]
{{- end }}

{{/* The Secret of the webhook's own certificates. */}}
{{- define "basalt.rights.certificates" -}}
{{- if eq .Values.tls.source "self" -}}
- apiGroups: [""]
  resources: [secrets]
  verbs: [create]
- apiGroups: [""]
  resources: [secrets]
  resourceNames: [basalt-webhook-tls]
  verbs: [get, update]
{{- end }}
{{- end }}

{{/* The Leases of the schedulers, by name. */}}
{{- define "basalt.schedulerLeases" -}}
{{- $names := include "basalt.schedulerNames" . | fromYamlArray -}}
{{- $first := $names | default (list "basalt") | sortAlpha | first -}}
{{- $leases := list -}}
{{- range $name, $scheduler := include "basalt.schedulers" . | fromYaml -}}
{{- if $scheduler.zones -}}
{{- $leases = append $leases (printf "%s.zone.%s" $first ($scheduler.zones | sortAlpha | uniq | join ".")) -}}
{{- else -}}
{{- $leases = append $leases $first -}}
{{- end -}}
{{- end -}}
{{- toYaml $leases -}}
{{- end }}

{{/* What a role may do where Volcano's Leases lie, in drop-in mode. (root, component, name, rules) */}}
{{- define "basalt.volcanoRights" -}}
{{- $context := dict "root" .root "component" .component "name" .name -}}
apiVersion: rbac.authorization.k8s.io/v1
kind: Role
metadata:
  name: {{ .name }}
  namespace: {{ .root.Values.dropIn.volcanoNamespace }}
  labels:
    {{- include "basalt.labels" $context | nindent 4 }}
rules:
  {{- .rules | nindent 2 }}
---
apiVersion: rbac.authorization.k8s.io/v1
kind: RoleBinding
metadata:
  name: {{ .name }}
  namespace: {{ .root.Values.dropIn.volcanoNamespace }}
  labels:
    {{- include "basalt.labels" $context | nindent 4 }}
roleRef: {apiGroup: rbac.authorization.k8s.io, kind: Role, name: {{ .name }}}
subjects:
  - {kind: ServiceAccount, name: {{ .name }}, namespace: {{ .root.Release.Namespace }}}
{{- end }}

{{/* What exporter and watchdog look at. */}}
{{- define "basalt.rights.observe" -}}
- apiGroups: [""]
  resources: [pods, nodes, namespaces, resourcequotas]
  verbs: [list, watch]
- apiGroups: [batch.volcano.sh]
  resources: [jobs]
  verbs: [list, watch]
- apiGroups: [scheduling.volcano.sh]
  resources: [queues, podgroups]
  verbs: [list, watch]
- apiGroups: [basalt.dev]
  resources: [nodezones]
  verbs: [list, watch]
# What pods use, where the cluster tells.
- apiGroups: [metrics.k8s.io]
  resources: [pods]
  verbs: [list]
{{- end }}

{{- define "basalt.rights.exporter" -}}
{{ include "basalt.rights.observe" . }}
{{- end }}

{{- define "basalt.rights.watchdog" -}}
{{ include "basalt.rights.observe" . }}
# It keeps the capability of queues, and says so.
- apiGroups: [scheduling.volcano.sh]
  resources: [queues]
  verbs: [patch]
- apiGroups: [""]
  resources: [events]
  verbs: [create, patch]
# Whether the Lease's namespace is there.
- apiGroups: [""]
  resources: [namespaces]
  verbs: [get]
{{- end }}

{{/* Whether the schedulers renew theirs, where these lie. */}}
{{- define "basalt.rights.watchdog.leases" -}}
- apiGroups: [coordination.k8s.io]
  resources: [leases]
  verbs: [get, list]
{{- end }}

{{/* What it has told is kept in a ConfigMap. */}}
{{- define "basalt.rights.watchdog.namespaced" -}}
{{ include "basalt.rights.leases" (list "basalt-watchdog") }}
{{- if not .Values.dropIn.enabled }}
{{ include "basalt.rights.watchdog.leases" . }}
{{- end }}
- apiGroups: [""]
  resources: [configmaps]
  verbs: [create]
- apiGroups: [""]
  resources: [configmaps]
  resourceNames: [basalt-watchdog]
  verbs: [get, patch]
{{- end }}
