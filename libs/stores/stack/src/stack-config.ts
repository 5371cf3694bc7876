import { StarsError } from '@stars/errors';
import type { KafkaEventBusOptions } from '@stars/event-bus';
import type { ElasticsearchCatalogOptions } from '@stars/item-catalog';
import { secret } from '@stars/platform';
import type { RedisProfileStoreOptions } from '@stars/profile-store';
import type { QdrantVectorIndexOptions } from '@stars/vector-index';
import { z } from 'zod';

const flag = () => z.stringbool().default(false);
const whole = () => z.coerce.number().int().min(0);

/** What every process is told about its stack, by environment variables: the shape of a zod object. */
export const stackEnvironment = {
  /** `embedded`: one machine, everything in files below STARS_DATA. `servers`: Kafka, Redis, Elasticsearch, Qdrant. */
  STARS_STACK: z.enum(['embedded', 'servers']).default('embedded'),
  /** Data folder: of models in either stack, of everything in the embedded one. */
  STARS_DATA: z.string().default('.stars'),
  /** What all topics, keys, collections and indexes begin with. */
  STARS_PREFIX: z.string().default('stars'),

  /** `host:port,host:port` */
  STARS_KAFKA_BROKERS: z.string().optional(),
  STARS_KAFKA_SSL: flag(),
  STARS_KAFKA_SASL_MECHANISM: z.enum(['plain', 'scram-sha-256', 'scram-sha-512']).optional(),
  STARS_KAFKA_USERNAME: z.string().optional(),
  STARS_KAFKA_PASSWORD: secret().optional(),
  /** Of topics that are made here: the most consumers of one group that can share the work. */
  STARS_KAFKA_PARTITIONS: whole().min(1).optional(),
  STARS_KAFKA_REPLICATION_FACTOR: whole().min(1).optional(),
  /** 0, the default: events are kept for ever, as training wants them. */
  STARS_KAFKA_RETENTION_DAYS: whole().default(0),

  /** `redis://[user:password@]host:port[/database]`, `rediss://` for TLS. */
  STARS_REDIS_URL: secret().optional(),
  STARS_REDIS_CLUSTER: flag(),
  /** Days after a user's last event when the profile goes; 0, the default, for never. */
  STARS_REDIS_TTL_DAYS: whole().default(0),
  /** Profiles that a gateway keeps in its own memory, MB; 0 for none. */
  STARS_REDIS_CACHE_MB: whole().default(64),

  STARS_ELASTICSEARCH_URL: z.string().optional(),
  STARS_ELASTICSEARCH_API_KEY: secret().optional(),
  STARS_ELASTICSEARCH_USERNAME: z.string().optional(),
  STARS_ELASTICSEARCH_PASSWORD: secret().optional(),
  STARS_ELASTICSEARCH_CA_FINGERPRINT: z.string().optional(),
  STARS_ELASTICSEARCH_SHARDS: whole().min(1).optional(),

  /** `embedded` beside servers: vectors in a file below STARS_DATA, which all processes of one machine share. */
  STARS_VECTOR_INDEX: z.enum(['qdrant', 'embedded']).default('qdrant'),
  STARS_QDRANT_URL: z.string().optional(),
  STARS_QDRANT_API_KEY: secret().optional(),
  STARS_QDRANT_SHARDS: whole().min(1).optional(),
  STARS_QDRANT_REPLICAS: whole().min(1).optional(),
  /** Searches go by 8-bit numbers, a quarter of the memory, and score the best anew. */
  STARS_QDRANT_INT8: flag(),
  /** Better lists in regions that have little in stock, and a longer building of each model's graph. */
  STARS_QDRANT_REGION_LINKS: flag(),
  /** Who decides which items a filter or a region lets through: payloads beside the vectors, or the item catalogue. */
  STARS_FILTERS: z.enum(['payload', 'catalog']).default('payload'),
} as const;

export type StackEnvironment = z.infer<z.ZodObject<typeof stackEnvironment>>;

export interface ServersConfig {
  kind: 'servers';
  dataDir: string;
  kafka: KafkaEventBusOptions;
  redis: RedisProfileStoreOptions;
  elasticsearch: ElasticsearchCatalogOptions;
  vectors: { kind: 'embedded' } | ({ kind: 'qdrant' } & QdrantVectorIndexOptions);
  filters: 'payload' | 'catalog';
}

export type StackConfig = { kind: 'embedded'; dataDir: string } | ServersConfig;

const DAY_S = 86_400;
const MB = 2 ** 20;

/**
 * What the environment means. Errors: one `STARS_CONFIG_INVALID` that names every variable which the servers need and
 * which is missing.
 */
export function stackConfigOf(env: StackEnvironment): StackConfig {
  const dataDir = env.STARS_DATA;
  if (env.STARS_STACK === 'embedded') return { kind: 'embedded', dataDir };
  const missing = missingVariables(env);
  if (missing.length > 0) {
    const field = missing.join(', ');
    throw new StarsError('STARS_CONFIG_INVALID', `STARS_STACK=servers needs ${field}`, { field });
  }
  return { kind: 'servers', dataDir, ...serversOf(env) };
}

function missingVariables(env: StackEnvironment): string[] {
  const needed: [string, unknown][] = [
    ['STARS_KAFKA_BROKERS', env.STARS_KAFKA_BROKERS],
    ['STARS_REDIS_URL', env.STARS_REDIS_URL],
    ['STARS_ELASTICSEARCH_URL', env.STARS_ELASTICSEARCH_URL],
  ];
  if (env.STARS_VECTOR_INDEX === 'qdrant') needed.push(['STARS_QDRANT_URL', env.STARS_QDRANT_URL]);
  if (env.STARS_KAFKA_SASL_MECHANISM) {
    needed.push(['STARS_KAFKA_USERNAME', env.STARS_KAFKA_USERNAME], ['STARS_KAFKA_PASSWORD', env.STARS_KAFKA_PASSWORD]);
  }
  return needed.filter(([, value]) => value === undefined).map(([name]) => name);
}

function serversOf(env: StackEnvironment): Omit<ServersConfig, 'kind' | 'dataDir'> {
  const prefix = env.STARS_PREFIX;
  const mechanism = env.STARS_KAFKA_SASL_MECHANISM;
  return {
    kafka: {
      prefix,
      brokers: env.STARS_KAFKA_BROKERS!.split(',').map((broker) => broker.trim()),
      ssl: env.STARS_KAFKA_SSL,
      ...(mechanism
        ? { sasl: { mechanism, username: env.STARS_KAFKA_USERNAME!, password: env.STARS_KAFKA_PASSWORD! } }
        : {}),
      ...optional('partitions', env.STARS_KAFKA_PARTITIONS),
      ...optional('replicationFactor', env.STARS_KAFKA_REPLICATION_FACTOR),
      retentionMs: env.STARS_KAFKA_RETENTION_DAYS === 0 ? -1 : env.STARS_KAFKA_RETENTION_DAYS * DAY_S * 1000,
    },
    redis: {
      prefix,
      url: env.STARS_REDIS_URL!,
      cluster: env.STARS_REDIS_CLUSTER,
      ttlSeconds: env.STARS_REDIS_TTL_DAYS * DAY_S,
      cacheBytes: env.STARS_REDIS_CACHE_MB * MB,
    },
    elasticsearch: {
      prefix,
      url: env.STARS_ELASTICSEARCH_URL!.split(',').map((url) => url.trim()),
      ...optional('apiKey', env.STARS_ELASTICSEARCH_API_KEY),
      ...optional('username', env.STARS_ELASTICSEARCH_USERNAME),
      ...optional('password', env.STARS_ELASTICSEARCH_PASSWORD),
      ...optional('caFingerprint', env.STARS_ELASTICSEARCH_CA_FINGERPRINT),
      ...optional('shards', env.STARS_ELASTICSEARCH_SHARDS),
    },
    vectors: env.STARS_VECTOR_INDEX === 'embedded' ? { kind: 'embedded' } : { kind: 'qdrant', ...qdrantOf(env) },
    filters: env.STARS_FILTERS,
  };
}

function qdrantOf(env: StackEnvironment): QdrantVectorIndexOptions {
  return {
    prefix: env.STARS_PREFIX,
    url: env.STARS_QDRANT_URL!,
    int8: env.STARS_QDRANT_INT8,
    regionLinks: env.STARS_QDRANT_REGION_LINKS,
    ...optional('apiKey', env.STARS_QDRANT_API_KEY),
    ...optional('shards', env.STARS_QDRANT_SHARDS),
    ...optional('replicas', env.STARS_QDRANT_REPLICAS),
  };
}

function optional<K extends string, V>(key: K, value: V | undefined): { [P in K]?: V } {
  return (value === undefined ? {} : { [key]: value }) as { [P in K]?: V };
}
