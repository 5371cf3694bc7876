/** One way to install the chart. */
export interface ValueSet {
  /** Names of values files of the chart. */
  files?: readonly string[];
  /** Values by path. */
  values?: Readonly<Record<string, unknown>>;
}

const secret = (key: string) => ({ name: 'own', key });
const DIGEST = `sha256:${'0'.repeat(64)}`;

const GIVEN: Readonly<Record<string, ValueSet>> = {
  default: {},
  dev: { files: ['values-dev.yaml'] },
  '1 million users': { files: ['values-1m.yaml'] },
  '10 million users': { files: ['values-10m.yaml'] },
};

/** Flags that are off by default. */
const OFF = [
  ...['gateway.autoscaling', 'tagger.autoscaling', 'embedder.autoscaling', 'archiver', 'trainer.claim', 'trainer.gpu'],
  ...['tools', 'prometheusRules', 'dashboards', 'strimzi', 'eck', 'redisOperator', 'qdrantOperator'],
].map((path) => `${path}.enabled`);
/** Flags that are on by default. */
const ON = [
  ...['gateway', 'catalog', 'tagger', 'embedder', 'trainer', 'migration', 'topologySpread', 'networkPolicies'].map(
    (path) => `${path}.enabled`,
  ),
  'podDisruptionBudgets',
];

const callersFrom = [{ namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': 'ingress' } } }];

const OTHERS: Readonly<Record<string, Readonly<Record<string, unknown>>>> = {
  'the trainer by a clock of Kubernetes': { 'trainer.cron': '0 3 * * *', 'trainer.timeZone': 'Europe/Berlin' },
  'any user id': { runAsUser: null },
  arm64: { arch: 'arm64' },
  'models in object storage': { 'models.url': 's3://bucket/models', secrets: { AWS_SECRET_ACCESS_KEY: secret('s3') } },
  'models on a claim that is there': { 'models.claim.name': 'models' },
  'a registry of your own': { 'image.registry': 'registry.example/stars', 'image.pullSecrets': [{ name: 'pull' }] },
  'its own nodes': {
    nodeSelector: { pool: 'stars' },
    tolerations: [{ key: 'stars', operator: 'Exists' }],
    affinity: { nodeAffinity: {} },
    'trainer.nodeSelector': { pool: 'large' },
    'trainer.priorityClassName': 'batch',
  },
  'logins at all stores': {
    'env.STARS_KAFKA_SSL': true,
    'env.STARS_KAFKA_SASL_MECHANISM': 'scram-sha-512',
    'env.STARS_KAFKA_USERNAME': 'stars',
    secrets: {
      STARS_KAFKA_PASSWORD: secret('kafka'),
      STARS_REDIS_URL: secret('redis'),
      STARS_ELASTICSEARCH_API_KEY: secret('elasticsearch'),
      STARS_QDRANT_API_KEY: secret('qdrant'),
      STARS_CONTROL_KEY: secret('control'),
      STARS_STORE_CA_FILE: secret('ca.crt'),
    },
    'embedder.env': { STARS_KAFKA_USERNAME: 'stars-embedder' },
    'embedder.secrets': { STARS_KAFKA_PASSWORD: { name: 'embedder', key: 'kafka' } },
    'embedder.autoscaling.enabled': true,
    'tagger.autoscaling.enabled': true,
    'test.key.name': 'stars-key',
  },
  'TLS at the gateway': {
    'gateway.secrets': { STARS_TLS_CERT_FILE: secret('tls.crt'), STARS_TLS_KEY_FILE: secret('tls.key') },
  },
  'callers and monitoring': {
    'networkPolicies.callersFrom': [{ namespaceSelector: { matchLabels: { name: 'shop' } } }],
    'networkPolicies.monitoringFrom': [{ namespaceSelector: { matchLabels: { name: 'monitoring' } } }],
    'networkPolicies.more': [{ to: [{ ipBlock: { cidr: '0.0.0.0/0' } }], ports: [{ protocol: 'TCP', port: 443 }] }],
  },
  traces: {
    'env.OTEL_EXPORTER_OTLP_ENDPOINT': 'http://collector.monitoring:4318',
    'env.OTEL_RESOURCE_ATTRIBUTES': 'deployment.environment.name=test',
    'secrets.OTEL_EXPORTER_OTLP_HEADERS': secret('otlp-headers'),
    'trainer.env.OTEL_TRACES_SAMPLER': 'always_on',
  },
  'an ingress': { 'ingress.enabled': true, 'ingress.tlsSecret': 'tls', 'networkPolicies.callersFrom': callersFrom },
  'routes of the Gateway API': {
    'ingress.enabled': true,
    'ingress.parentRefs': [{ name: 'public', namespace: 'ingress', sectionName: 'https' }],
    'networkPolicies.callersFrom': callersFrom,
  },
  'an ingress without network policies': { 'ingress.enabled': true, 'networkPolicies.enabled': false },
  'metrics by the Prometheus operator': {
    'serviceMonitor.enabled': true,
    'networkPolicies.monitoringFrom': [{ namespaceSelector: { matchLabels: { name: 'monitoring' } } }],
  },
  'a language model and tokens': {
    'tagger.secrets.STARS_OPENAI_BASE_URL': secret('endpoint'),
    'gateway.env.STARS_JWT_JWKS_URL': 'https://login.example/keys',
    'gateway.env.STARS_JWT_ISSUER': 'https://login.example',
    'gateway.env.STARS_JWT_AUDIENCE': 'stars',
  },
  'images by digest': { 'image.digests': { gateway: DIGEST, 'trainer-gpu': DIGEST }, 'trainer.gpu.enabled': true },
  'labels, volumes and objects of your own': {
    'trainer.podLabels': { 'azure.workload.identity/use': 'true' },
    'trainer.cron': '0 3 * * *',
    'tagger.extraVolumes': [{ name: 'words', configMap: { name: 'shop-words' } }],
    'tagger.extraVolumeMounts': [{ name: 'words', mountPath: '/words' }],
    'tagger.env.STARS_TEXT_VOCABULARY': '/words/words.json',
    extraObjects: [
      {
        apiVersion: 'v1',
        kind: 'ConfigMap',
        metadata: { name: '{{ .Release.Name }}-words', labels: { 'app.kubernetes.io/component': 'own' } },
        data: { 'words.json': '{}' },
      },
    ],
  },
  'requests in flight': {
    'gateway.autoscaling': { enabled: true, min: 3, max: 9, cpuPercent: 60, requestsInFlight: 32 },
  },
  'more than partitions': { 'embedder.autoscaling': { enabled: true, min: 2, max: 500, lag: 100 } },
  'an archive': {
    'archiver.enabled': true,
    'tools.enabled': true,
    'env.STARS_ARCHIVE': 's3://bucket/archive',
    ...Object.fromEntries(
      ['gateway', 'embedder', 'trainer', 'archiver', 'tools'].map((part) => [
        `${part}.secrets.STARS_ARCHIVE_KEY`,
        secret('archive'),
      ]),
    ),
  },
};

const flag = (on: boolean) => (path: string) => [`${path}: ${on}`, { values: { [path]: on } }] as const;

/** By what they are. */
export const VALUE_SETS: Readonly<Record<string, ValueSet>> = {
  ...GIVEN,
  ...Object.fromEntries([...OFF.map(flag(true)), ...ON.map(flag(false))]),
  ...Object.fromEntries(Object.entries(OTHERS).map(([name, values]) => [name, { values }])),
};
