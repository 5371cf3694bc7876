import { StarsError } from '@stars/errors';
import type { KafkaEventBusOptions } from '@stars/event-bus';
import type { ElasticsearchCatalogOptions } from '@stars/item-catalog';
import { configInvalid, neededWith, type Problem, Secret } from '@stars/platform';
import type { RedisProfileStoreOptions } from '@stars/profile-store';
import type { QdrantVectorIndexOptions } from '@stars/vector-index';
import type { StackEnvironment } from './stack-environment.js';

export interface ServersConfig {
  kind: 'servers';
  dataDir: string;
  kafka: KafkaEventBusOptions;
  redis: RedisProfileStoreOptions;
  elasticsearch: ElasticsearchCatalogOptions;
  vectors: { kind: 'embedded' } | ({ kind: 'qdrant' } & QdrantVectorIndexOptions);
  /** Authorities that signed the certificates of the servers, as PEM. */
  authorities?: string | Secret;
}

export type StackConfig = { kind: 'embedded'; dataDir: string } | ServersConfig;

const DAY_S = 86_400;
/** Days that Kafka keeps what an archive has. */
const ARCHIVED_DAYS = 30;

const retentionOf = (days: number): number => (days === 0 ? -1 : days * DAY_S * 1000);

/** The stack of the environment. Errors: those of `stackProblems`; `STARS_CONFIG_INVALID` if a file of certificates cannot be read. */
export function stackConfigOf(env: StackEnvironment): StackConfig {
  const dataDir = env.STARS_DATA;
  if (env.STARS_STACK === 'embedded') return { kind: 'embedded', dataDir };
  const problems = stackProblems(env);
  if (problems.length > 0) throw configInvalid(problems);
  return { kind: 'servers', dataDir, ...serversOf(env) };
}

/** What the servers need and the environment does not have, parsed or as it was given (`parseConfig`). */
export function stackProblems(given: Readonly<Record<string, unknown>>): Problem[] {
  const env = given as Partial<StackEnvironment>;
  if (env.STARS_STACK !== 'servers') return [];
  const needed: [string, unknown][] = [
    ['STARS_KAFKA_BROKERS', env.STARS_KAFKA_BROKERS],
    ['STARS_REDIS_URL', env.STARS_REDIS_URL],
    ['STARS_ELASTICSEARCH_URL', env.STARS_ELASTICSEARCH_URL],
  ];
  if (env.STARS_VECTOR_INDEX !== 'embedded') needed.push(['STARS_QDRANT_URL', env.STARS_QDRANT_URL]);
  const missing = needed
    .filter(([, value]) => value === undefined)
    .map(([name]): Problem => [name, 'is needed with STARS_STACK=servers']);
  const { STARS_KAFKA_SASL_MECHANISM: mechanism, STARS_KAFKA_OAUTH_URL: oauthUrl } = env;
  const hasName = mechanism !== 'oauthbearer' || oauthUrl;
  return [
    ...missing,
    ...(hasName ? neededWith(given, 'STARS_KAFKA_USERNAME', 'STARS_KAFKA_SASL_MECHANISM') : []),
    ...neededWith(given, 'STARS_KAFKA_PASSWORD', 'STARS_KAFKA_SASL_MECHANISM'),
    ...neededWith(given, 'STARS_STORE_KEY_FILE', 'STARS_STORE_CERT_FILE'),
    ...neededWith(given, 'STARS_STORE_CERT_FILE', 'STARS_STORE_KEY_FILE'),
  ];
}

function serversOf(env: StackEnvironment): Omit<ServersConfig, 'kind' | 'dataDir'> {
  const prefix = env.STARS_PREFIX;
  const identity = identityOf(env);
  return {
    ...optional('authorities', fileOf('STARS_STORE_CA_FILE', env.STARS_STORE_CA_FILE)),
    kafka: {
      prefix,
      brokers: env.STARS_KAFKA_BROKERS!.split(',').map((broker) => broker.trim()),
      ssl: env.STARS_KAFKA_SSL,
      ...optional('identity', identity),
      ...optional('sasl', loginOf(env)),
      ...optional('controlKeys', env.STARS_CONTROL_KEY),
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
      ...optional('identity', identity),
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
  };
}

function loginOf(env: StackEnvironment): KafkaEventBusOptions['sasl'] {
  const { STARS_KAFKA_SASL_MECHANISM: mechanism, STARS_KAFKA_OAUTH_URL: url, STARS_KAFKA_OAUTH_SCOPE: scope } = env;
  const [username, password] = [env.STARS_KAFKA_USERNAME!, env.STARS_KAFKA_PASSWORD!];
  if (!mechanism) return undefined;
  if (mechanism !== 'oauthbearer') return { mechanism, username, password };
  if (!url) return { mechanism, token: password };
  return { mechanism, token: { url, clientId: username, clientSecret: password, ...optional('scope', scope) } };
}

function identityOf(env: StackEnvironment): KafkaEventBusOptions['identity'] {
  const cert = fileOf('STARS_STORE_CERT_FILE', env.STARS_STORE_CERT_FILE);
  const key = fileOf('STARS_STORE_KEY_FILE', env.STARS_STORE_KEY_FILE);
  return cert && key && { cert, key };
}

function fileOf(field: string, path: string | undefined): Secret | undefined {
  try {
    return path === undefined ? undefined : Secret.ofFile(path);
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException;
    throw new StarsError('STARS_CONFIG_INVALID', `the file of ${field} cannot be read (${code})`, { field, cause });
  }
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
