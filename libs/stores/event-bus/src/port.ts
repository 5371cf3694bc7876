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

/** A message that a handler cannot process: it goes to the dead-letter topic with its reason. */
export interface PoisonMessage {
  message: BusMessage;
  code: string;
  reason: string;
  /**
   * It may work later: it comes again after the group's next `retryDelaysMs`, alone and out of order, and is dead-lettered
   * after the last one.
   */
  retryable?: boolean;
}

export interface ConsumeOptions {
  /** Consumers of one group share the work; each message is handled by one of them. */
  group: string;
  topics: readonly string[];
  /** At most this many messages a batch (default 1000). */
  batchSize?: number;
  /** Partitions handled at a time, if a topic has several (default: depends on the bus). */
  concurrency?: number;
  /**
   * The shortest time from the start of a batch of the topic to that of the partition's next one, ms (default 0): what comes meanwhile is
   * one batch. After a full batch there is no wait, because more messages do.
   */
  everyMs?: (topic: string) => number;
  /** How long a retryable message waits before each further attempt, ms (default: there is none). */
  retryDelaysMs?: readonly number[];
  /** Whether dead letters can be sent again to this group alone (default true): it has its first retry topic even without retries. */
  replays?: boolean;
  /**
   * The consumer of the group that began first handles everything, and the others stand by (default: they share). It loses this
   * after `sessionMs` of silence.
   */
  standBy?: { sessionMs: number };
  /**
   * Handles one batch of one partition. Resolving means its effects are stored: only then is the offset
   * committed. Returned messages are retried or dead-lettered. What throwing means depends on the error (`failureKind`):
   * while a store is away, the same batch comes again after a back-off, for as long as it takes. If a message will never be
   * taken, the batch comes again in smaller parts, in the same order, until that message is alone; then it is dead-lettered. A
   * `RefusedError` names keys, which are tried alone at once. If nobody knows what the error means, the same happens after some
   * attempts.
   * Must be idempotent: a batch can come again after a crash.
   */
  // biome-ignore lint/suspicious/noConfusingVoidType: a handler without poison messages needs no return.
  handler: (messages: BusMessage[], signal: AbortSignal) => Promise<PoisonMessage[] | void>;
  /** Called for every failed attempt, for logs and metrics. */
  onError?: (error: unknown, attempt: number) => void;
}

export interface Subscription {
  /** Resolves once the current batch is committed, and the consumer has left the group. */
  close(): Promise<void>;
}

export interface ReadOptions {
  topic: string;
  /** First offset of each partition to read; missing partitions start at 0. */
  from?: ReadonlyMap<number, number>;
  batchSize?: number;
  signal?: AbortSignal | undefined;
}

/** By topic and partition, the offset after the last message. */
export type TopicEnds = ReadonlyMap<string, ReadonlyMap<number, number>>;

/**
 * A durable log of messages by topic. At least once: a consumer may see a message again, never not at all.
 * Errors: `STARS_DISK_FULL`; `STARS_UNAVAILABLE` after a bounded wait for a server that is away; `STARS_OVERLOADED` if too much waits to be published; `STARS_TOO_LARGE` (a value over 8 MiB). A consumer has no such errors: it retries with back-off, without limit.
 */
export interface EventBus {
  /**
   * Resolves once every message is durable. A call whose input is refused appends none of them. If a call fails otherwise, a bus on one file has appended none, and a bus
   * with several partitions may have appended some. Publish all of them again to complete the call: a second message of one id is
   * the same message.
   */
  publish(topic: string, messages: readonly OutgoingMessage[]): Promise<PublishResult>;
  consume(options: ConsumeOptions): Promise<Subscription>;
  /** All messages of the topic at the time of the call, in order within a partition, without a group. */
  read(options: ReadOptions): AsyncIterable<BusMessage[]>;
  /**
   * Messages that the group has not committed yet, by topic, without those that wait for a retry. May count some erased messages.
   * @param ends Only messages before them count; absent: all.
   */
  lag(group: string, topics: readonly string[], ends?: TopicEnds): Promise<Map<string, number>>;
  /** Next offset of each partition: changes exactly when something was appended. */
  endOffsets(topic: string): Promise<Map<number, number>>;
  /**
   * First offset of each partition that is still kept; with `since`, that of the first message that came then (ms) or later. A bus
   * that keeps everything says 0.
   */
  firstOffsets(topic: string, since?: number): Promise<Map<number, number>>;
  /**
   * Keeps messages of a topic for so long from now on, ms, and those of its dead-letter and retry topics, but these for a month at most.
   * False if the bus keeps everything, or has no such topic.
   */
  keepFor(topic: string, ms: number): Promise<boolean>;
  /**
   * Makes those of the topics that are missing, and lets those that are there, with their dead-letter and retry topics, take all that
   * this version sends. Partitions and retention stay as they are. Errors: `STARS_CONFIG_INVALID` if a topic would lose messages.
   */
  makeTopics(topics: readonly string[]): Promise<void>;
  /** Those of the topics that are there, and their dead-letter and retry topics. */
  topicsWithAside(topics: readonly string[]): Promise<string[]>;
  /**
   * Erases all current messages of a key on the topics, their dead-letter and retry topics (the right to be forgotten). Once it
   * resolves, no `read` gives them, and soon after no consumer gets them. The bus decides when they leave the disk. Returns how many
   * were erased, if the bus knows.
   * @param before Only messages before these ends; on topics without any: all
   */
  eraseKey(topics: readonly string[], key: string, before?: TopicEnds): Promise<number | undefined>;
  /** Erases single messages of a topic, in the same way. Not for compacted topics. */
  eraseMessages(
    topic: string,
    messages: readonly Pick<BusMessage, 'partition' | 'offset'>[],
  ): Promise<number | undefined>;
  close(): Promise<void>;
}

export const EVENT_BUS = Symbol('EventBus');
