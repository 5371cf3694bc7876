import { secret, secretAddress } from '@stars/platform';
import { z } from 'zod';

const flag = () => z.stringbool().default(false);
const whole = () => z.coerce.number().int().min(0);

/** Settings of the stack for every process, by environment variables: the shape of a zod object. */
export const stackEnvironment = {
  STARS_CONFIG: z
    .string()
    .optional()
    .describe(
      'YAML file with settings by the names of this page, for this process or for all of them. What the environment says wins. It is read at the start.',
    ),
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
    // What Elasticsearch takes; the others take it too.
    .regex(/^[a-z0-9][a-z0-9_.-]{0,99}$/, 'must be lower-case letters, digits, "_", "." or "-"')
    .default('stars')
    .describe(
      'Start of the name of every topic, key, collection and index. Two prefixes on the same servers do not meet.',
    ),

  STARS_STORE_CA_FILE: z
    .string()
    .optional()
    .describe(
      'File (PEM) with the certificates of authorities that signed those of your servers. The process trusts them in addition to those that Node knows.',
    )
    .meta({ live: 'at the next connection' }),
  STARS_STORE_CERT_FILE: z
    .string()
    .optional()
    .describe('File (PEM) with the certificate of this process, for a Kafka or a Redis that asks for one.')
    .meta({ live: 'of Kafka: at the next connection' }),
  STARS_STORE_KEY_FILE: z
    .string()
    .optional()
    .describe('File (PEM) with the key of that certificate.')
    .meta({ live: 'of Kafka: at the next connection' }),
  STARS_CONTROL_KEY: secret()
    .optional()
    .describe(
      'Keys that sign the messages that switch models, change surfaces or rules, correct tags or delete users, with spaces or commas between them. The first one signs, and all count. Messages that none of them signed have no effect. Only with `servers`. Default: nothing is signed, and every message counts.',
    )
    .meta({ live: 'at the next message' }),

  STARS_KAFKA_BROKERS: z
    .string()
    .optional()
    .describe('Kafka brokers: `host:port`, separated by commas. Needed with `servers`.'),
  STARS_KAFKA_SSL: flag().describe('Whether Kafka is reached over TLS.'),
  STARS_KAFKA_SASL_MECHANISM: z
    .enum(['plain', 'scram-sha-256', 'scram-sha-512', 'oauthbearer'])
    .optional()
    .describe('How to log in to Kafka. All but `oauthbearer` need user name and password. Default: no login.'),
  STARS_KAFKA_USERNAME: z
    .string()
    .optional()
    .describe('User name for Kafka. With STARS_KAFKA_OAUTH_URL: the id of the client.'),
  STARS_KAFKA_PASSWORD: secret()
    .optional()
    .describe(
      'Password for Kafka. With `oauthbearer`: the token. With STARS_KAFKA_OAUTH_URL: the secret of the client.',
    )
    .meta({ live: 'at the next connection' }),
  STARS_KAFKA_OAUTH_URL: secretAddress()
    .optional()
    .describe(
      'With `oauthbearer`: the token endpoint, which is asked for tokens with the client-credentials grant. Default: STARS_KAFKA_PASSWORD is the token.',
    )
    .meta({ live: 'at the next token' }),
  STARS_KAFKA_OAUTH_SCOPE: z.string().optional().describe('Scope of the tokens that are asked for. Default: none.'),
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
    .describe('`redis://[user:password@]host:port[/database]`, or `rediss://` for TLS. Needed with `servers`.')
    .meta({ live: 'the login: at the next connection' }),
  STARS_REDIS_CLUSTER: flag().describe('Whether the URL names a Redis cluster.'),
  STARS_PROFILE_DAYS: whole()
    .default(0)
    .describe(
      'Days after the last event of a user when the profile goes, on both stacks. On Redis, new features count as an event. 0: never.',
    ),

  STARS_ELASTICSEARCH_URL: secretAddress()
    .optional()
    .describe('URLs of Elasticsearch, separated by commas. Needed with `servers`.')
    .meta({ live: 'the login: at the next request' }),
  STARS_ELASTICSEARCH_API_KEY: secret()
    .optional()
    .describe('API key for Elasticsearch.')
    .meta({ live: 'at the next request' }),
  STARS_ELASTICSEARCH_USERNAME: z.string().optional().describe('User name for Elasticsearch.'),
  STARS_ELASTICSEARCH_PASSWORD: secret()
    .optional()
    .describe('Password for Elasticsearch.')
    .meta({ live: 'at the next request' }),
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
  STARS_QDRANT_API_KEY: secret().optional().describe('API key for Qdrant.').meta({ live: 'at the next request' }),
  STARS_QDRANT_SHARDS: whole().min(1).optional().describe('Shards of collections that are created here. Default: 1.'),
  STARS_QDRANT_REPLICAS: whole()
    .min(1)
    .optional()
    .describe('Copies of each shard of collections that are created here. Default: 1.'),

  STARS_BACKEND: z
    .enum(['gpu', 'cpu'])
    .optional()
    .describe('Where models are trained. Default: `gpu` if there is one that can be used.'),
  STARS_KERNELS: z
    .enum(['off', 'avx2'])
    .optional()
    .describe(
      'Which native code of STARS itself is used. `off`: only the encoder of users and items, in its build for any processor. `avx2`: none that needs AVX-512. Default: all of it.',
    ),
} as const;

export type StackEnvironment = z.infer<z.ZodObject<typeof stackEnvironment>>;
