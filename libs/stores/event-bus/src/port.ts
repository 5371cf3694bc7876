/** A message as a consumer sees it. */
export interface BusMessage {
  topic: string;
  partition: number;
  /** Position within the partition, from 0, ascending; gaps are possible. */
  offset: number;
  /** Messages of one key keep their order. */
  key: string;
  /** Unique within the topic; a second message of the same id is the same message. */
  id: string;
  headers: Record<string, string>;
  value: Uint8Array;
}

export interface OutgoingMessage {
  key: string;
  id: string;
  value: Uint8Array;
  headers?: Record<string, string>;
}

export interface PublishResult {
  /** Messages now durable because of this call. */
  appended: number;
  /** Messages that the bus knew already. A bus without memory of ids says 0 and appends them again. */
  duplicates: number;
}

/** A message that a handler cannot process, while it can others: it goes to the dead-letter topic with its reason. */
export interface PoisonMessage {
  message: BusMessage;
  code: string;
  reason: string;
  /**
   * It may work later: it comes again after the group's next `retryDelaysMs`, without the others and no longer in order
   * with them, and is dead-lettered once none is left.
   */
  retryable?: boolean;
}

export interface ConsumeOptions {
  /** Consumers of one group share the work; each message is handled by one of them. */
  group: string;
  topics: readonly string[];
  /** At most this many messages a batch (default 1000). */
  batchSize?: number;
  /** Partitions handled at a time, where a topic has several (default: as the bus says). */
  concurrency?: number;
  /** How long a retryable message waits before each further attempt, ms (default: there is none). */
  retryDelaysMs?: readonly number[];
  /**
   * Handles one batch of one partition. Resolving means its effects are stored: only then is the offset
   * committed. Returned messages are retried or dead-lettered. Throwing means "not now" (a store is away):
   * the same batch comes again after a back-off, for as long as it takes.
   * Must be idempotent: a batch can come again after a crash.
   */
  // biome-ignore lint/suspicious/noConfusingVoidType: a handler that meets no poison needs no return.
  handler: (messages: BusMessage[], signal: AbortSignal) => Promise<PoisonMessage[] | void>;
  /** Told about every failed attempt, for logs and metrics. */
  onError?: (error: unknown, attempt: number) => void;
}

export interface Subscription {
  /** Resolves once the batch in work is done and committed, and the group has been left. */
  close(): Promise<void>;
}

export interface ReadOptions {
  topic: string;
  /** First offset of each partition to read; missing partitions start at 0. */
  from?: ReadonlyMap<number, number>;
  batchSize?: number;
  signal?: AbortSignal;
}

/**
 * A durable log of messages by topic. At least once: a consumer may see a message again, never not at all.
 * Errors: `STARS_DISK_FULL`; `STARS_UNAVAILABLE` after a bounded wait for a server that is away; `STARS_OVERLOADED` where
 * too much waits to be published; `STARS_TOO_LARGE` (a value over 8 MiB). A consumer has no such errors: it waits, with
 * back-off, for as long as it takes.
 */
export interface EventBus {
  /**
   * Resolves once every message is durable. A call whose input is refused appends none of them. Where a call fails
   * otherwise, a bus on one file has appended none, and a bus of several partitions may have appended some: to publish
   * them all again completes the call, and changes nothing else, since a second message of one id is the same message.
   */
  publish(topic: string, messages: readonly OutgoingMessage[]): Promise<PublishResult>;
  consume(options: ConsumeOptions): Promise<Subscription>;
  /** Everything that is on the topic as of the call, in order within a partition, without a group. */
  read(options: ReadOptions): AsyncIterable<BusMessage[]>;
  /** Messages not yet committed by the group, by topic, less those that wait for a further attempt. May count some that are gone. */
  lag(group: string, topics: readonly string[]): Promise<Map<string, number>>;
  /** Next offset of each partition: changes exactly when something was appended. */
  endOffsets(topic: string): Promise<Map<number, number>>;
  /**
   * Forgets all messages that a key has now on the topics, their dead-letter and retry topics (the right to be
   * forgotten): once it resolves no `read` gives them, and soon after no consumer. When they leave the disk is the bus's to say.
   * Returns how many went, where the bus can tell.
   */
  eraseKey(topics: readonly string[], key: string): Promise<number | undefined>;
  close(): Promise<void>;
}

export const EVENT_BUS = Symbol('EventBus');
