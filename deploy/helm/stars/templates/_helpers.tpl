{{/* What is fixed for each service. `uses` are the stores that it may reach; `lag` are the groups and topics that its work waits in. */}}
{{- define "stars.facts" -}}
gateway:
  port: 9090
  portSetting: STARS_GATEWAY_OPERATIONS_PORT
  uses: [bus, profiles, catalog, vectors]
  models: true
  archive: true
catalog:
  port: 8081
  portSetting: STARS_CATALOG_PORT
  uses: [bus, catalog, vectors]
tagger:
  port: 8082
  portSetting: STARS_TAGGER_PORT
  uses: [bus, catalog]
  lag: [{ group: tagger, topic: catalog }, { group: tagger, topic: tag-corrections }, { group: tagger-backfill, topic: catalog }]
embedder:
  port: 8083
  portSetting: STARS_EMBEDDER_PORT
  uses: [bus, profiles, catalog, vectors]
  models: true
  archive: true
  lag: [{ group: embedder, topic: item-features }, { group: embedder, topic: users }, { group: embedder, topic: interactions }, { group: embedder, topic: impressions }]
trainer:
  port: 8084
  portSetting: STARS_TRAINER_PORT
  uses: [bus]
  models: true
  archive: true
archiver:
  port: 8085
  portSetting: STARS_ARCHIVER_PORT
  uses: [bus]
  archive: true
tools:
  image: cli
  uses: [bus, profiles, catalog, vectors]
  models: true
  archive: true
{{- end -}}

{{- define "stars.fullname" -}}
{{- if contains "stars" .Release.Name }}{{ .Release.Name | trunc 40 | trimSuffix "-" }}{{ else }}{{ printf "%s-stars" .Release.Name | trunc 40 | trimSuffix "-" }}{{ end -}}
{{- end -}}

{{- define "stars.selector" -}}
app.kubernetes.io/name: stars
app.kubernetes.io/instance: {{ .Release.Name }}
{{- end -}}

{{/* Of an object that belongs to one part: dict root, part. */}}
{{- define "stars.partSelector" -}}
{{ include "stars.selector" .root }}
app.kubernetes.io/component: {{ .part }}
{{- end -}}

{{- define "stars.labels" -}}
{{ include "stars.partSelector" . }}
app.kubernetes.io/version: {{ .root.Chart.AppVersion | quote }}
app.kubernetes.io/managed-by: {{ .root.Release.Service }}
helm.sh/chart: stars-{{ .root.Chart.Version }}
{{- end -}}

{{/* dict root, part: the image that the part runs in. */}}
{{- define "stars.image" -}}
{{- with .root.Values.image -}}
{{ with .registry }}{{ . }}/{{ end }}stars-{{ $.part }}:{{ .tag | default $.root.Chart.AppVersion }}{{ with index .digests $.part }}@{{ . }}{{ end }}
{{- end -}}
{{- end -}}

{{/* MiB of a quantity with Mi or Gi. */}}
{{- define "stars.mebibytes" -}}
{{- if hasSuffix "Gi" . }}{{ mulf 1024 (trimSuffix "Gi" . | float64) | int }}{{ else }}{{ trimSuffix "Mi" . | int }}{{ end -}}
{{- end -}}

{{/* Thousandths of a core of a quantity with or without m. */}}
{{- define "stars.millicores" -}}
{{- if hasSuffix "m" . }}{{ trimSuffix "m" . }}{{ else }}{{ mulf 1000 (float64 .) | int }}{{ end -}}
{{- end -}}

{{/* Names of the network policies' rules for what a part is set to reach, beside its stores: dict root, part, fact. */}}
{{- define "stars.reaches" -}}
{{- $v := .root.Values }}{{ $own := index $v .part }}{{ $reaches := dict -}}
{{- $set := merge dict ($own.env | default dict) ($own.secrets | default dict) $v.env $v.secrets -}}
{{- if and .fact.port $set.OTEL_EXPORTER_OTLP_ENDPOINT }}{{ $_ := set $reaches "collector" true }}{{ end -}}
{{- range list (and .fact.models $v.models.url) (and .fact.archive $set.STARS_ARCHIVE) }}{{ if hasPrefix "s3:" (toString .) }}{{ $_ := set $reaches "objectStorage" true }}{{ end }}{{ end -}}
{{- if $set.STARS_OPENAI_BASE_URL }}{{ $_ := set $reaches "languageModel" true }}{{ end -}}
{{- if or $set.STARS_JWT_JWKS_URL $set.STARS_KAFKA_OAUTH_URL }}{{ $_ := set $reaches "identityProvider" true }}{{ end -}}
{{- keys $reaches | sortAlpha | toJson -}}
{{- end -}}

{{/* When the stores are migrated: before anything else changes, but a store of this release is there only after it. */}}
{{- define "stars.migrationHook" -}}
{{- $v := .Values -}}
{{- $when := or $v.strimzi.enabled $v.eck.enabled $v.redisOperator.enabled $v.qdrantOperator.enabled | ternary "post" "pre" -}}
{{- printf "%s-install,%s-upgrade,%s-rollback" $when $when $when -}}
{{- end -}}

{{- define "stars.dns" -}}
- to: [{ namespaceSelector: {} }]
  ports: [{ protocol: UDP, port: 53 }, { protocol: TCP, port: 53 }]
{{- end -}}

{{/* Settings of the bus and of all services: those given, and the addresses of stores that this chart asks operators for. */}}
{{- define "stars.sharedEnv" -}}
{{- $v := .Values }}{{ $name := include "stars.fullname" . -}}
{{- $made := dict "STARS_STACK" "servers" -}}
{{- if $v.strimzi.enabled }}{{ $_ := set $made "STARS_KAFKA_BROKERS" (printf "%s-kafka-bootstrap:9092" $name) }}{{ end -}}
{{- if $v.redisOperator.enabled -}}
{{- $_ := set $made "STARS_REDIS_URL" (printf "redis://%s-redis-leader:6379" $name) -}}
{{- $_ := set $made "STARS_REDIS_CLUSTER" "true" -}}
{{- end -}}
{{- if $v.eck.enabled -}}
{{- $_ := set $made "STARS_ELASTICSEARCH_URL" (printf "https://%s-es-http.%s.svc:9200" $name .Release.Namespace) -}}
{{- $_ := set $made "STARS_ELASTICSEARCH_USERNAME" "elastic" -}}
{{- end -}}
{{- if $v.qdrantOperator.enabled }}{{ $_ := set $made "STARS_QDRANT_URL" (printf "http://qdrant-%s:6333" $name) }}{{ end -}}
{{- toYaml (merge $made $v.env) -}}
{{- end -}}

{{/* References to secrets of all services. */}}
{{- define "stars.sharedSecrets" -}}
{{- $name := include "stars.fullname" . }}{{ $made := dict -}}
{{- if .Values.eck.enabled -}}
{{- $_ := set $made "STARS_ELASTICSEARCH_PASSWORD" (dict "name" (printf "%s-es-elastic-user" $name) "key" "elastic") -}}
{{- $_ := set $made "STARS_STORE_CA_FILE" (dict "name" (printf "%s-es-http-certs-public" $name) "key" "ca.crt") -}}
{{- end -}}
{{- toYaml (merge (deepCopy .Values.secrets) $made) -}}
{{- end -}}

{{/* Where a part may run: dict root, service. An image for one architecture does not run on the other. */}}
{{- define "stars.nodeSelector" -}}
{{- $chosen := merge (deepCopy (.service.nodeSelector | default dict)) .root.Values.nodeSelector -}}
{{- with .root.Values.arch }}{{ $_ := set $chosen "kubernetes.io/arch" . }}{{ end -}}
{{- toYaml $chosen -}}
{{- end -}}
