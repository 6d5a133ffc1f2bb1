{{/*
A Deployment with its budget and service account.
root; component; settings: replicas, resources, args, javaOptions, ...; command: the words of the command line;
port: that of metrics and probes; ports: further ones [{name, port}]; mounts: [{name, path, volume}]; single: whether two at a time do harm.
Files that are mounted are read again when they change: no pod is made anew for them.
*/}}
{{- define "basalt.workload" -}}
{{- $root := .root -}}
{{- $settings := .settings -}}
{{- $name := .name | default (printf "basalt-%s" .component) -}}
{{- $account := .account | default $name -}}
{{- $context := dict "root" $root "component" .component "name" $name -}}
apiVersion: apps/v1
kind: Deployment
metadata:
  {{- include "basalt.metadata" $context | nindent 2 }}
spec:
  replicas: {{ $settings.replicas }}
  {{- if .single }}
  # Two at a time would give each series twice.
  strategy:
    type: Recreate
  {{- else }}
  # A new pod is ready before an old one ends: a standby takes over, nothing waits.
  strategy:
    type: RollingUpdate
    rollingUpdate: {maxSurge: 1, maxUnavailable: 0}
  {{- end }}
  selector:
    matchLabels:
      {{- include "basalt.selector" $context | nindent 6 }}
  template:
    metadata:
      labels:
        {{- include "basalt.labels" $context | nindent 8 }}
        {{- with $root.Values.podLabels }}
        {{- toYaml . | nindent 8 }}
        {{- end }}
      annotations:
        kubectl.kubernetes.io/default-container: {{ .role }}
        {{- with $root.Values.podAnnotations }}
        {{- toYaml . | nindent 8 }}
        {{- end }}
    spec:
      serviceAccountName: {{ $account }}
      {{- with $settings.priorityClassName | default (ternary $root.Values.priorityClasses.name "" $root.Values.priorityClasses.create) }}
      priorityClassName: {{ . }}
      {{- end }}
      terminationGracePeriodSeconds: 30
      {{- with $root.Values.image.pullSecrets }}
      imagePullSecrets:
        {{- toYaml . | nindent 8 }}
      {{- end }}
      securityContext:
        runAsNonRoot: true
        runAsUser: 65532
        runAsGroup: 65532
        fsGroup: 65532
        seccompProfile: {type: RuntimeDefault}
      {{- with $settings.nodeSelector | default $root.Values.nodeSelector }}
      nodeSelector:
        {{- toYaml . | nindent 8 }}
      {{- end }}
      {{- with $settings.tolerations | default $root.Values.tolerations }}
      tolerations:
        {{- toYaml . | nindent 8 }}
      {{- end }}
      {{- if $settings.affinity }}
      affinity:
        {{- toYaml $settings.affinity | nindent 8 }}
      {{- else if gt (int $settings.replicas) 1 }}
      affinity:
        podAntiAffinity:
          preferredDuringSchedulingIgnoredDuringExecution:
            - weight: 100
              podAffinityTerm:
                topologyKey: kubernetes.io/hostname
                labelSelector:
                  matchLabels:
                    {{- include "basalt.selector" $context | nindent 20 }}
      topologySpreadConstraints:
        - maxSkew: 1
          topologyKey: topology.kubernetes.io/zone
          whenUnsatisfiable: ScheduleAnyway
          labelSelector:
            matchLabels:
              {{- include "basalt.selector" $context | nindent 14 }}
      {{- end }}
      containers:
        - name: {{ .role }}
          image: {{ include "basalt.image" $root }}
          imagePullPolicy: {{ $root.Values.image.pullPolicy }}
          args:
            {{- range concat .command ($settings.args | default list) }}
            - {{ . | quote }}
            {{- end }}
          env:
            - {name: BASALT_LOG_LEVEL, value: {{ $root.Values.logLevel | quote }}}
            - {name: BASALT_JAVA_OPTIONS, value: {{ $settings.javaOptions | quote }}}
          ports:
            - {name: metrics, containerPort: {{ .port }}, protocol: TCP}
            {{- range .ports }}
            - {name: {{ .name }}, containerPort: {{ .port }}, protocol: TCP}
            {{- end }}
          startupProbe:
            httpGet: {path: /healthz, port: metrics}
            periodSeconds: 2
            failureThreshold: 60
          livenessProbe:
            httpGet: {path: /healthz, port: metrics}
            periodSeconds: 10
            timeoutSeconds: 5
            failureThreshold: 6
          readinessProbe:
            httpGet: {path: /readyz, port: metrics}
            periodSeconds: 5
            timeoutSeconds: 5
            failureThreshold: 3
          securityContext:
            allowPrivilegeEscalation: false
            readOnlyRootFilesystem: true
            runAsNonRoot: true
            capabilities: {drop: [ALL]}
          resources:
            {{- toYaml $settings.resources | nindent 12 }}
          volumeMounts:
            - {name: tmp, mountPath: /tmp}
            {{- range .mounts }}
            - {name: {{ .name }}, mountPath: {{ .path }}, readOnly: true}
            {{- end }}
      volumes:
        - name: tmp
          emptyDir: {sizeLimit: 256Mi}
        {{- range .mounts }}
        - name: {{ .name }}
          {{- toYaml .volume | nindent 10 }}
        {{- end }}
{{- if and $root.Values.podDisruptionBudgets.enabled (gt (int $settings.replicas) 1) }}
---
apiVersion: policy/v1
kind: PodDisruptionBudget
metadata:
  {{- include "basalt.metadata" $context | nindent 2 }}
spec:
  maxUnavailable: {{ $root.Values.podDisruptionBudgets.maxUnavailable }}
  selector:
    matchLabels:
      {{- include "basalt.selector" $context | nindent 6 }}
{{- end }}
{{- if not .account }}
---
{{ include "basalt.serviceAccount" $context }}
{{- end }}
{{- end }}

{{- define "basalt.serviceAccount" -}}
apiVersion: v1
kind: ServiceAccount
metadata:
  {{- include "basalt.metadata" . | nindent 2 }}
{{- end }}

{{/* A Service of metrics, and what else a component serves. root, component, port, ports: [{name, port, targetPort}] */}}
{{- define "basalt.service" -}}
{{- $root := .root -}}
{{- $name := .name | default (printf "basalt-%s" .component) -}}
apiVersion: v1
kind: Service
metadata:
  {{- include "basalt.metadata" (dict "root" $root "component" .component "name" $name) | nindent 2 }}
    basalt.dev/metrics: "true"
  {{- if $root.Values.monitoring.annotations }}
  annotations:
    prometheus.io/scrape: "true"
    prometheus.io/port: {{ .port | quote }}
    prometheus.io/path: /metrics
  {{- end }}
spec:
  selector:
    {{- include "basalt.selector" . | nindent 4 }}
  ports:
    - {name: metrics, port: {{ .port }}, targetPort: metrics, protocol: TCP}
    {{- range .ports }}
    - {name: {{ .name }}, port: {{ .port }}, targetPort: {{ .targetPort | default .name }}, protocol: TCP}
    {{- end }}
{{- end }}

{{/* What a role may do. root, component, name, account; cluster: rules; namespaced: rules in the release's namespace. */}}
{{- define "basalt.rights" -}}
{{- $root := .root -}}
{{- $account := .account | default .name -}}
{{- with .cluster -}}
apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRole
metadata:
  {{- include "basalt.clusterMetadata" $ | nindent 2 }}
rules:
  {{- . | nindent 2 }}
---
apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRoleBinding
metadata:
  {{- include "basalt.clusterMetadata" $ | nindent 2 }}
roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: {{ $.name }}}
subjects:
  - {kind: ServiceAccount, name: {{ $account }}, namespace: {{ $root.Release.Namespace }}}
{{- end }}
{{- with .namespaced }}
---
apiVersion: rbac.authorization.k8s.io/v1
kind: Role
metadata:
  {{- include "basalt.metadata" $ | nindent 2 }}
rules:
  {{- . | nindent 2 }}
---
apiVersion: rbac.authorization.k8s.io/v1
kind: RoleBinding
metadata:
  {{- include "basalt.metadata" $ | nindent 2 }}
roleRef: {apiGroup: rbac.authorization.k8s.io, kind: Role, name: {{ $.name }}}
subjects:
  - {kind: ServiceAccount, name: {{ $account }}, namespace: {{ $root.Release.Namespace }}}
{{- end }}
{{- end }}
