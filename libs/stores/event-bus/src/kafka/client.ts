import { promisify } from 'node:util';
import { constants, zstdCompress, zstdCompressSync, zstdDecompress, zstdDecompressSync } from 'node:zlib';
import { StarsError } from '@stars/errors';
import { Secret } from '@stars/platform';
import kafkajs, {
  type Admin,
  type Consumer,
  type ConsumerConfig,
  type KafkaConfig,
  type Mechanism,
  type Producer,
  type RetryOptions,
} from 'kafkajs';
import Batch from 'kafkajs/src/consumer/batch.js';
import RequestQueue from 'kafkajs/src/network/requestQueue/index.js';
import { type Cluster, type FetchedBatch, type PartitionData, READ_COMMITTED } from './cluster.js';
import { tokensOf } from './oauth-token.js';
import type { KafkaLogin, KafkaSettings } from './options.js';

// The one file that imports the client library.
export type { Admin, ConfigEntries, Consumer, EachBatchPayload, PartitionAssigner, Producer } from 'kafkajs';

export const { MemberAssignment, MemberMetadata } = kafkajs.AssignerProtocol;
const { CompressionCodecs, CompressionTypes, Kafka, logLevel, Partitioners } = kafkajs;

/** Its types leave the message out. */
const Refused = kafkajs.KafkaJSSASLAuthenticationError as new (message: string) => Error;

/** The compression of our messages and of topics that the bus creates: see topic-config.ts. */
export const COMPRESSION = CompressionTypes.ZSTD;

/** More than any batch of the bus, so that a crafted batch cannot fill the memory. */
const MAX_BATCH_BYTES = 128 * 1024 * 1024;
/** Below this size, another thread takes several times as long as the work itself, and a busy consumer gets hundreds of batches a second. */
const SMALL_BYTES = 32 * 1024;
const FASTEST = { params: { [constants.ZSTD_c_compressionLevel]: 1 } };
const BOUNDED = { maxOutputLength: MAX_BATCH_BYTES };
const compress = promisify(zstdCompress);
const decompress = promisify(zstdDecompress);

CompressionCodecs[CompressionTypes.ZSTD] = () => ({
  compress: async ({ buffer }: { buffer: Buffer }) =>
    buffer.byteLength <= SMALL_BYTES ? zstdCompressSync(buffer, FASTEST) : compress(buffer, FASTEST),
  decompress: async (bytes: Buffer) =>
    bytes.byteLength <= SMALL_BYTES ? zstdDecompressSync(bytes, BOUNDED) : decompress(bytes, BOUNDED),
});

// Each connection would check for pending requests every millisecond as long as it lives, by a timer whose delay is in the past
// (kafkajs issue 1704). Without pending requests or a pause of the broker there is nothing to check.
const { scheduleCheckPendingRequests } = RequestQueue.prototype;
RequestQueue.prototype.scheduleCheckPendingRequests = function (this: RequestQueue): void {
  if (this.pending.length > 0 || this.throttledUntil > Date.now()) scheduleCheckPendingRequests.call(this);
};

/** Retries of the client itself; the bus retries longer. */
const RETRY = { initialRetryTime: 100, maxRetryTime: 1000, retries: 8 };
/**
 * Long enough for a broker to start again: a consumer that gives up joins as a new member, and the group waits for the
 * old one until its session ends.
 */
const CONSUMER_RETRY = { ...RETRY, retries: 30 };

/** Creates clients of the library for the bus, all with the same brokers and credentials. */
export class KafkaClient {
  readonly #tls: NonNullable<KafkaConfig['ssl']>;
  /** One for all connections, which share its tokens. */
  readonly #login: KafkaConfig['sasl'];

  constructor(private readonly settings: KafkaSettings) {
    this.#tls = tlsOf(settings);
    this.#login = settings.sasl && loginOf(settings.sasl);
  }

  admin(): Admin {
    return this.#kafka().admin({ retry: { retries: 3 } });
  }

  /**
   * Idempotent, partitioned by the key as the Java client does. It does not try again by itself (NaN, as the library
   * refuses 0): it would take the messages of a partition whose leader moves meanwhile for sent.
   */
  producer(): Producer {
    return this.#kafka().producer({
      idempotent: true,
      allowAutoTopicCreation: false,
      createPartitioner: Partitioners.DefaultPartitioner,
      retry: { retries: Number.NaN },
    });
  }

  /** With a separate client: consumers of one group that share a client would share their committed offsets. */
  consumer(config: ConsumerConfig): Consumer {
    return this.#kafka(CONSUMER_RETRY).consumer({
      allowAutoTopicCreation: false,
      ...config,
      // Once it gives up it stays stopped: a new one replaces it (see group-consumer.ts).
      retry: { ...CONSUMER_RETRY, restartOnFailure: async () => false },
    });
  }

  cluster(): Cluster {
    const kafka = this.#kafka();
    const symbol = Object.getOwnPropertySymbols(kafka).find(
      ({ description }) => description === 'private:Kafka:createCluster',
    );
    if (symbol === undefined) throw new StarsError('STARS_INTERNAL', 'this release of kafkajs is not known');
    const create = (kafka as unknown as Record<symbol, (options: object) => Cluster>)[symbol]!;
    return create({ allowAutoTopicCreation: false, isolationLevel: READ_COMMITTED, metadataMaxAge: 60_000 });
  }

  #kafka(retry: RetryOptions = RETRY): InstanceType<typeof Kafka> {
    const { brokers, logger } = this.settings;
    return new Kafka({
      brokers: [...brokers],
      // Named in the broker's logs and quotas.
      clientId: 'stars',
      ssl: this.#tls,
      sasl: this.#login,
      connectionTimeout: 3000,
      requestTimeout: 15_000,
      retry,
      logLevel: logLevel.INFO,
      // Most of its error logs are attempts that it repeats; real errors reach our callers.
      logCreator:
        () =>
        ({ log: { message, ...details } }) =>
          logger?.debug(details, message),
    });
  }
}

/** The client reads certificate and key anew for each connection. */
function tlsOf({ ssl, identity }: KafkaSettings): NonNullable<KafkaConfig['ssl']> {
  if (!ssl || !identity) return ssl ?? false;
  const [cert, key] = [Secret.of(identity.cert), Secret.of(identity.key)];
  return {
    get cert() {
      return cert.read();
    },
    get key() {
      return key.read();
    },
  };
}

/** The client reads the password, or asks for the token, anew for each connection. */
function loginOf(sasl: KafkaLogin): KafkaConfig['sasl'] {
  if (sasl.mechanism === 'oauthbearer') {
    const { mechanism, token } = sasl;
    const tokens =
      typeof token === 'string' || token instanceof Secret ? async () => Secret.of(token).read() : tokensOf(token);
    return bearerLogin(mechanism, tokens);
  }
  const { mechanism, username, password } = sasl;
  const secret = Secret.of(password);
  const login = {
    mechanism,
    username,
    get password() {
      return secret.read();
    },
  };
  return login as KafkaConfig['sasl'];
}

/** The client's own way takes a refusal for a welcome: the broker says it in an answer, and only then ends the connection. */
const bearerLogin = (mechanism: string, tokens: () => Promise<string>): Mechanism => ({
  mechanism,
  authenticationProvider: ({ saslAuthenticate }) => ({
    authenticate: async () => {
      const hello = Buffer.from(`n,,\x01auth=Bearer ${await tokens()}\x01\x01`);
      const framed = Buffer.alloc(4 + hello.byteLength);
      framed.writeInt32BE(hello.byteLength);
      hello.copy(framed, 4);
      const refusal = await saslAuthenticate({
        request: { encode: () => framed },
        response: { decode: (answer) => answer.subarray(4), parse: String },
      });
      if (refusal) throw new Refused(`Kafka refused the token: ${refusal}`);
    },
  }),
});

export function batchOf(topic: string, fetchedOffset: number, data: PartitionData): FetchedBatch {
  return new Batch(topic, String(fetchedOffset), data);
}
