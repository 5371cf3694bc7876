{{/*
What all pods have: dict root, part, image (of which part; default: its own), service (its values), env, secrets, grace, container
(more of the container), volumes, mounts.
*/}}
{{- define "stars.podSpec" -}}
{{- $root := .root }}{{ $service := .service -}}
{{- with $root.Values.image.pullSecrets }}
imagePullSecrets: {{ toJson . }}
{{- end }}
automountServiceAccountToken: false
enableServiceLinks: false
terminationGracePeriodSeconds: {{ .grace }}
securityContext:
  runAsNonRoot: true
  {{- with $root.Values.runAsUser }}
  runAsUser: {{ int . }}
  fsGroup: {{ int . }}
  fsGroupChangePolicy: OnRootMismatch
  {{- end }}
  seccompProfile: { type: RuntimeDefault }
nodeSelector: {{ include "stars.nodeSelector" (dict "root" $root "service" $service) | nindent 2 }}
{{- with ($service.tolerations | default $root.Values.tolerations) }}
tolerations: {{ toYaml . | nindent 2 }}
{{- end }}
{{- with ($service.affinity | default $root.Values.affinity) }}
affinity: {{ toYaml . | nindent 2 }}
{{- end }}
{{- with $service.priorityClassName }}
priorityClassName: {{ . }}
{{- end }}
containers:
  - name: {{ .part }}
    image: {{ include "stars.image" (dict "root" $root "part" (.image | default .part)) }}
    imagePullPolicy: {{ $root.Values.image.pullPolicy }}
    {{- toYaml .container | nindent 4 }}
    securityContext:
      allowPrivilegeEscalation: false
      readOnlyRootFilesystem: true
      capabilities: { drop: [ALL] }
    resources: {{ toYaml $service.resources | nindent 6 }}
    env:
      {{- range $name, $value := .env }}
      - { name: {{ $name }}, value: {{ $value | toString | quote }} }
      {{- end }}
      {{- range $setting, $_ := .secrets }}
      - { name: {{ $setting | trimSuffix "_FILE" }}_FILE, value: /secrets/{{ $setting }} }
      {{- end }}
    volumeMounts:
      - { name: tmp, mountPath: /tmp }
      {{- if .secrets }}
      - { name: secrets, mountPath: /secrets, readOnly: true }
      {{- end }}
      {{- range .mounts }}
      - {{ toJson . }}
      {{- end }}
volumes:
  - { name: tmp, emptyDir: { sizeLimit: 256Mi } }
  {{- if .secrets }}
  - name: secrets
    projected:
      defaultMode: 0440
      sources:
        {{- range $setting, $from := .secrets }}
        - secret: { name: {{ $from.name }}, items: [{ key: {{ $from.key }}, path: {{ $setting }} }] }
        {{- end }}
  {{- end }}
  {{- range .volumes }}
  - {{ toJson . }}
  {{- end }}
{{- end -}}

{{/* Labels and annotations of the pod of a service: dict root, part. */}}
{{- define "stars.servicePodMetadata" -}}
{{- $service := index .root.Values .part -}}
labels:
  {{- include "stars.labels" . | nindent 2 }}
  {{- with $service.podLabels }}
  {{- toYaml . | nindent 2 }}
  {{- end }}
{{- with $service.podAnnotations }}
annotations: {{ toYaml . | nindent 2 }}
{{- end }}
{{- end -}}

{{/* The pod of a service: dict root, part. */}}
{{- define "stars.servicePod" -}}
{{- $root := .root }}{{ $part := .part }}{{ $v := $root.Values }}{{ $service := index $v $part -}}
{{- $fact := index (include "stars.facts" $root | fromYaml) $part -}}
{{- $name := include "stars.fullname" $root -}}
{{- $heap := div (mul (include "stars.mebibytes" $service.resources.limits.memory | int) (int $service.heapPercent)) 100 -}}
{{- /* What is sorted on the disk is larger than /tmp. */ -}}
{{- $own := dict "STARS_DATA" "/data" "TMPDIR" "/data" "NODE_OPTIONS" (printf "--max-old-space-size=%d" $heap) -}}
{{- if $fact.port }}{{ $own = merge $own (dict $fact.portSetting $fact.port "STARS_HOST" "0.0.0.0" "STARS_DRAIN_SECONDS" $service.drainSeconds) }}{{ end -}}
{{- $volumes := $service.extraVolumes | default list -}}
{{- $mounts := append ($service.extraVolumeMounts | default list) (dict "name" "data" "mountPath" "/data") -}}
{{- if and (eq $part "trainer") $v.trainer.claim.enabled -}}
{{- $volumes = append $volumes (dict "name" "data" "persistentVolumeClaim" (dict "claimName" (printf "%s-trainer" $name))) -}}
{{- else -}}
{{- $volumes = append $volumes (dict "name" "data" "emptyDir" (dict "sizeLimit" $service.dataSize)) -}}
{{- end -}}
{{- if $fact.models -}}
{{- $_ := set $own "STARS_MODELS" ($v.models.url | default "/models") -}}
{{- if not $v.models.url -}}
{{- $volumes = append $volumes (dict "name" "models" "persistentVolumeClaim" (dict "claimName" ($v.models.claim.name | default (printf "%s-models" $name)))) -}}
{{- $mounts = append $mounts (dict "name" "models" "mountPath" "/models" "readOnly" (not (has $part (list "trainer" "tools")))) -}}
{{- end -}}
{{- end -}}
{{- $env := merge (deepCopy ($service.env | default dict)) $own (include "stars.sharedEnv" $root | fromYaml) -}}
{{- $secrets := merge (deepCopy ($service.secrets | default dict)) (include "stars.sharedSecrets" $root | fromYaml) -}}
{{- range $setting, $_ := $secrets }}{{ $_ := unset $env $setting }}{{ end -}}
{{- if and (eq $part "trainer") (ne $v.trainer.cron "") -}}
{{- /* It trains once and ends: without it, the next run would never come. */ -}}
{{- range $setting := list "STARS_TRAIN_EVERY_HOURS" "STARS_TRAIN_AT" "STARS_TRAIN_DRIFT_DIVERGENCE" "STARS_TRAIN_DRIFT_UNSEEN" }}{{ $_ := unset $env $setting }}{{ end -}}
{{- end -}}
{{- $image := $fact.image | default $part -}}
{{- if dig "gpu" "enabled" false $service -}}
{{- $image = "trainer-gpu" -}}
{{- $service = mergeOverwrite (deepCopy $service) (dict "resources" (dict "limits" (dict "nvidia.com/gpu" 1))) -}}
{{- end -}}
{{- /* `kubectl exec` runs ./stars in it. A shell ends at a signal where a program without a handler would not. */ -}}
{{- $container := dict "command" (list "sh" "-c" "trap exit TERM; sleep infinity & wait") -}}
{{- if $fact.port -}}
{{- $ports := list (dict "name" "operations" "containerPort" $fact.port) -}}
{{- if eq $part "gateway" }}{{ $ports = concat $ports (list (dict "name" "http" "containerPort" 8080) (dict "name" "grpc" "containerPort" 50051)) }}{{ end -}}
{{- $live := dict "httpGet" (dict "path" "/healthz" "port" "operations") -}}
{{- $container = dict
  "ports" $ports
  "startupProbe" (merge (dict "periodSeconds" 2 "timeoutSeconds" 2 "failureThreshold" 60) $live)
  "livenessProbe" (merge (dict "periodSeconds" 10 "timeoutSeconds" 5 "failureThreshold" $service.livenessFailures) $live)
  "readinessProbe" (dict "httpGet" (dict "path" "/readyz" "port" "operations") "periodSeconds" 5 "timeoutSeconds" 3 "failureThreshold" 2) -}}
{{- end -}}
serviceAccountName: {{ $name }}
{{- if $v.topologySpread.enabled }}
topologySpreadConstraints:
  {{- range list "topology.kubernetes.io/zone" "kubernetes.io/hostname" }}
  - maxSkew: 1
    topologyKey: {{ . }}
    whenUnsatisfiable: {{ $v.topologySpread.whenUnsatisfiable }}
    labelSelector:
      matchLabels: {{ include "stars.partSelector" (dict "root" $root "part" $part) | nindent 8 }}
  {{- end }}
{{- end }}
{{ include "stars.podSpec" (dict "root" $root "part" $part "image" $image "service" $service "env" $env "secrets" $secrets "grace" (add ($service.drainSeconds | default 0) 35) "container" $container "volumes" $volumes "mounts" $mounts) }}
{{- end -}}
