import { auditEnvironment } from '@stars/audit';
import { StarsError } from '@stars/errors';
import type { KafkaEventBusOptions } from '@stars/event-bus';
import type { ElasticsearchCatalogOptions } from '@stars/item-catalog';
import { secret, secretAddress } from '@stars/platform';
import type { RedisProfileStoreOptions } from '@stars/profile-store';
import type { QdrantVectorIndexOptions } from '@stars/vector-index';
import { z } from 'zod';

const flag = () => z.stringbool().default(false);
const whole = () => z.coerce.number().int().min(0);

/** Settings of the stack for every process, by environment variables: the shape of a zod object. */
export const stackEnvironment = {
  STARS_STACK: z
    .enum(['embedded', 'servers'])
    .default('embedded')
    .describe(
      'Where data lives. `embedded`: one machine, all data in files in STARS_DATA. `servers`: Kafka, Redis, Elasticsearch and Qdrant.',
    ),
  STARS_DATA: z
    .string()
    .default('.stars')
    .describe('Data folder. It holds models with either stack, and everything with the embedded one.'),
  STARS_PREFIX: z
    .string()
    .default('stars')
    .describe(
      'Start of the name of every topic, key, collection and index. Two prefixes on the same servers do not meet.',
    ),

  STARS_KAFKA_BROKERS: z
    .string()
    .optional()
    .describe('Kafka brokers: `host:port`, separated by commas. Needed with `servers`.'),
  STARS_KAFKA_SSL: flag().describe('Whether Kafka is reached over TLS.'),
  STARS_KAFKA_SASL_MECHANISM: z
    .enum(['plain', 'scram-sha-256', 'scram-sha-512'])
    .optional()
    .describe('How to log in to Kafka. It needs user name and password. Default: no login.'),
  STARS_KAFKA_USERNAME: z.string().optional().describe('User name for Kafka.'),
  STARS_KAFKA_PASSWORD: secret().optional().describe('Password for Kafka.'),
  STARS_KAFKA_PARTITIONS: whole()
    .min(1)
    .optional()
    .describe(
      'Partitions of topics that are created here: the most consumers of one group that can share the work. Default: 8.',
    ),
  STARS_KAFKA_REPLICATION_FACTOR: whole()
    .min(1)
    .optional()
    .describe('Copies of each partition of topics that are created here. Default: what the broker is set to.'),
  STARS_KAFKA_RETENTION_DAYS: whole()
    .optional()
    .describe(
      'Days that Kafka keeps events on topics that are made from now on. 0: for ever. Default: `30` for topics that are archived, if STARS_ARCHIVE is set; else for ever.',
    ),
  STARS_ARCHIVE: z
    .string()
    .default('')
    .describe(
      'Where the archive is: a folder, `file:///path`, or `s3://bucket/prefix`. Keys and endpoint of S3 come from the variables of AWS. Empty: there is no archive. It must be the same for all processes.',
    ),

  STARS_REDIS_URL: secretAddress()
    .optional()
    .describe('`redis://[user:password@]host:port[/database]`, or `rediss://` for TLS. Needed with `servers`.'),
  STARS_REDIS_CLUSTER: flag().describe('Whether the URL names a Redis cluster.'),
  STARS_PROFILE_DAYS: whole()
    .default(0)
    .describe(
      'Days after the last event of a user when the profile goes, on both stacks. On Redis, new features count as an event. 0: never.',
    ),

  STARS_ELASTICSEARCH_URL: secretAddress()
    .optional()
    .describe('URLs of Elasticsearch, separated by commas. Needed with `servers`.'),
  STARS_ELASTICSEARCH_API_KEY: secret().optional().describe('API key for Elasticsearch.'),
  STARS_ELASTICSEARCH_USERNAME: z.string().optional().describe('User name for Elasticsearch.'),
  STARS_ELASTICSEARCH_PASSWORD: secret().optional().describe('Password for Elasticsearch.'),
  STARS_ELASTICSEARCH_CA_FINGERPRINT: z
    .string()
    .optional()
    .describe('Fingerprint of the certificate authority of Elasticsearch, where it is not a public one.'),
  STARS_ELASTICSEARCH_SHARDS: whole()
    .min(1)
    .optional()
    .describe('Shards of indexes that are created here. Default: 1.'),

  STARS_VECTOR_INDEX: z
    .enum(['qdrant', 'embedded'])
    .default('qdrant')
    .describe(
      'Where vectors live with `servers`. `embedded`: in a file in STARS_DATA, which all processes of one machine share.',
    ),
  STARS_QDRANT_URL: secretAddress()
    .optional()
    .describe('URL of Qdrant. Needed with `servers` and the `qdrant` vector index.'),
  STARS_QDRANT_API_KEY: secret().optional().describe('API key for Qdrant.'),
  STARS_QDRANT_SHARDS: whole().min(1).optional().describe('Shards of collections that are created here. Default: 1.'),
  STARS_QDRANT_REPLICAS: whole()
    .min(1)
    .optional()
    .describe('Copies of each shard of collections that are created here. Default: 1.'),
  STARS_FILTERS: z
    .enum(['payload', 'catalog'])
    .default('payload')
    .describe(
      'Who decides which items pass a filter or a region. `payload`: data beside the vectors. `catalog`: the item catalogue.',
    ),
  ...auditEnvironment,
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
/** Days that Kafka keeps what an archive has. */
const ARCHIVED_DAYS = 30;

const retentionOf = (days: number): number => (days === 0 ? -1 : days * DAY_S * 1000);

/**
 * The stack of the environment. Errors: one `STARS_CONFIG_INVALID` that names every missing variable of the servers.
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
      retentionMs: retentionOf(env.STARS_KAFKA_RETENTION_DAYS ?? 0),
      archivedRetentionMs: retentionOf(
        env.STARS_KAFKA_RETENTION_DAYS ?? (env.STARS_ARCHIVE === '' ? 0 : ARCHIVED_DAYS),
      ),
    },
    redis: {
      prefix,
      url: env.STARS_REDIS_URL!,
      cluster: env.STARS_REDIS_CLUSTER,
      ttlSeconds: env.STARS_PROFILE_DAYS * DAY_S,
    },
    elasticsearch: {
      prefix,
      url: env.STARS_ELASTICSEARCH_URL!,
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
    ...optional('apiKey', env.STARS_QDRANT_API_KEY),
    ...optional('shards', env.STARS_QDRANT_SHARDS),
    ...optional('replicas', env.STARS_QDRANT_REPLICAS),
  };
}

function optional<K extends string, V>(key: K, value: V | undefined): { [P in K]?: V } {
  return (value === undefined ? {} : { [key]: value }) as { [P in K]?: V };
}
