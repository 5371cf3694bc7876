import { type BackOff, createMetrics, type Logger, type Metrics, type Secret } from '@stars/platform';
import type { OauthClient } from './oauth-token.js';

export type KafkaLogin =
  | { mechanism: 'plain' | 'scram-sha-256' | 'scram-sha-512'; username: string; password: string | Secret }
  /** With a token that somebody else keeps new, or one that this client asks for. */
  | { mechanism: 'oauthbearer'; token: string | Secret | OauthClient };

export interface KafkaEventBusOptions {
  /** `host:port` of some brokers; the others are found through them. */
  brokers: readonly string[];
  /** First part of every topic's and group's name (default `stars`). Two prefixes on one cluster do not meet. */
  prefix?: string;
  ssl?: boolean;
  /** The certificate of this client and its key, as PEM, for brokers that ask for one. */
  identity?: { cert: string | Secret; key: string | Secret };
  sasl?: KafkaLogin;
  /** Keys that sign control messages (see `ControlKeys`); absent: they are neither signed nor checked. */
  controlKeys?: string | Secret;
  /** Partitions of a topic that this bus creates (default 8): the most consumers of one group that can share it. */
  partitions?: number;
  /** Copies of each partition of a topic that this bus makes (default: the broker's `default.replication.factor`). */
  replicationFactor?: number;
  /** How long messages of topics that are not compacted are kept, ms (default -1: for ever). */
  retentionMs?: number;
  /** The same of topics that an archive has, ms (default: `retentionMs`). */
  archivedRetentionMs?: number;
  /** How long publish and the other calls wait for brokers that are away, ms (default 15,000). */
  timeoutMs?: number;
  /** Bytes that may wait to be sent before publish says `STARS_OVERLOADED` (default 64 MiB). */
  maxQueuedBytes?: number;
  /** Handlers of one subscription that run at a time, each on another partition (default 4). */
  concurrency?: number;
  /** Waits after a failed batch (default 100 ms to 5 s). */
  backOff?: BackOff;
  /** A consumer silent for this long loses its partitions to others of its group (ms, default 10,000). */
  sessionTimeoutMs?: number;
  /** How long close() waits for a batch before its signal is aborted, and again after that (ms, default 10,000). */
  closeGraceMs?: number;
  /** Gets all logs of the client library; default none, because real errors reach callers and `onError`. */
  logger?: Pick<Logger, 'debug'>;
  /** Gets counts of what consumers could not handle. */
  metrics?: Metrics;
  /** Wall clock of dead letters, ms. */
  now?: () => number;
  /** Source of the back-off's jitter, in [0, 1). */
  random?: () => number;
}

type Optional = 'ssl' | 'identity' | 'sasl' | 'controlKeys' | 'replicationFactor' | 'logger';

export type KafkaSettings = Required<Omit<KafkaEventBusOptions, Optional>> & Pick<KafkaEventBusOptions, Optional>;

/** The options with defaults. */
export function kafkaSettings(options: KafkaEventBusOptions): KafkaSettings {
  return {
    prefix: 'stars',
    partitions: 8,
    retentionMs: -1,
    archivedRetentionMs: options.retentionMs ?? -1,
    timeoutMs: 15_000,
    maxQueuedBytes: 64 * 1024 * 1024,
    concurrency: 4,
    backOff: { firstMs: 100, mostMs: 5000 },
    sessionTimeoutMs: 10_000,
    closeGraceMs: 10_000,
    metrics: createMetrics('event-bus', { processMetrics: false }),
    now: Date.now,
    random: Math.random,
    ...options,
  };
}
