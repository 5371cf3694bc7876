/**
 * Kept by hand: no package has the definitions of these operators. Only the fields that the chart uses are here, as the references of
 * the operators describe them: ECK 3 (`elasticsearch.k8s.elastic.co/v1`), the Redis operator of OT-CONTAINER-KIT (`v1beta2`), and
 * Qdrant's operator (`qdrant.io/v1`). So they find what the chart misspells, not what an operator changes.
 */
const object = (properties: Record<string, unknown>, optional: readonly string[] = []) => ({
  type: 'object',
  properties,
  required: Object.keys(properties).filter((name) => !optional.includes(name)),
  additionalProperties: false,
});

const text = { type: 'string', minLength: 1 };
const count = { type: 'integer', minimum: 1 };
const yes = { type: 'boolean' };
const quantity = { type: 'string', pattern: '^\\d+(\\.\\d+)?(m|Ki|Mi|Gi|Ti)?$' };
const quantities = { type: 'object', additionalProperties: quantity, minProperties: 1 };
const resources = object({ requests: quantities, limits: quantities });
const claimSpec = object({
  accessModes: { type: 'array', items: { enum: ['ReadWriteOnce'] } },
  resources: object({ requests: object({ storage: quantity }) }),
});
const custom = (apiVersion: string, kind: string, spec: object) =>
  object({ apiVersion: { const: apiVersion }, kind: { const: kind }, metadata: { type: 'object' }, spec });

const elasticsearch = object({
  version: text,
  nodeSets: {
    type: 'array',
    items: object({
      name: text,
      count,
      config: { type: 'object' },
      podTemplate: object({
        spec: object({ containers: { type: 'array', items: object({ name: { const: 'elasticsearch' }, resources }) } }),
      }),
      volumeClaimTemplates: {
        type: 'array',
        items: object({ metadata: object({ name: { const: 'elasticsearch-data' } }), spec: claimSpec }),
      },
    }),
  },
});

const redisConfig = object({ redisConfig: object({ additionalRedisConfig: text }) });
const redisCluster = object({
  clusterSize: { type: 'integer', minimum: 3 },
  clusterVersion: { enum: ['v6', 'v7'] },
  persistenceEnabled: yes,
  podSecurityContext: object({ runAsUser: count, fsGroup: count }),
  kubernetesConfig: object({ image: text, resources }),
  redisLeader: redisConfig,
  redisFollower: redisConfig,
  storage: object({
    volumeClaimTemplate: object({ spec: claimSpec }),
    nodeConfVolume: yes,
    nodeConfVolumeClaimTemplate: object({ spec: claimSpec }),
  }),
});

const qdrant = object({
  id: text,
  version: { type: 'string', pattern: '^v\\d+\\.\\d+\\.\\d+$' },
  size: count,
  resources: object({ cpu: quantity, memory: quantity, storage: quantity }),
});

/** JSON schemas by API version and kind. */
export const HAND_KEPT: Readonly<Record<string, object>> = Object.fromEntries(
  (
    [
      ['elasticsearch.k8s.elastic.co/v1', 'Elasticsearch', elasticsearch],
      ['redis.redis.opstreelabs.in/v1beta2', 'RedisCluster', redisCluster],
      ['qdrant.io/v1', 'QdrantCluster', qdrant],
    ] as const
  ).map(([version, kind, spec]) => [`${version} ${kind}`, custom(version, kind, spec)]),
);
