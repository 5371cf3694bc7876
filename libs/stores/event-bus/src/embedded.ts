import { randomUUID } from 'node:crypto';
import { StarsError } from '@stars/errors';
import { type BackOff, createMetrics, type Metrics, nextTurn, turnIsOver } from '@stars/platform';
import { type Database, migrate } from '@stars/sqlite';
import { CallStore } from './call-store.js';
import { ConsumerMetrics } from './consumer-metrics.js';
import { GroupSubscription } from './group-subscription.js';
import { LeaseTable } from './lease.js';
import { MessageLog } from './message-log.js';
import type {
  BusMessage,
  ConsumeOptions,
  EventBus,
  OutgoingMessage,
  PublishResult,
  ReadOptions,
  Subscription,
  TopicEnds,
} from './port.js';
import { PublishQueue } from './publish-queue.js';
import { PublishThread } from './publish-thread.js';
import { workedTopics } from './retry-topic.js';
import { EVENT_BUS_SCHEMA } from './schema.js';
import { TopicConsumer } from './topic-consumer.js';
import { TopicRegistry } from './topic-registry.js';
import { checkValue } from './value-limit.js';
import { announceAppend } from './wake-up.js';

export interface SqliteEventBusOptions {
  /** A consumer silent for this long loses its topics to another of its group (ms, default 5,000). */
  leaseMs?: number;
  /** How often consumers look for messages of other processes (ms, default 150). */
  pollMs?: number;
  /** Waits after a failed batch (default 100 ms to 5 s). */
  backOff?: BackOff;
  /** How long close() waits for a batch before its signal is aborted, and again after that (ms, default 10,000). */
  closeGraceMs?: number;
  /**
   * Whether publishing has a separate thread, so that commits do not block this one: for processes that answer requests (default
   * false). Not for a database in memory, which another thread cannot open.
   */
  publishesApart?: boolean;
  /** How long a batch may take of a thread that answers requests (ms); absent: batches are as large as they may be. */
  turnMs?: number;
  /** Gets counts of what consumers could not handle. */
  metrics?: Metrics;
  /** Wall clock of leases and dead letters, ms; the same for all processes on the file. */
  now?: () => number;
  /** Source of the back-off's jitter, in [0, 1). */
  random?: () => number;
}

/** Offsets in one step of an erasure: limits how long it holds the write lock. */
const ERASE_WINDOW = 50_000;

/**
 * The event bus in a SQLite file that several processes may share. One partition a topic. A message is durable
 * (fsync) when publish resolves; ids are unique in a topic, so publishing again changes nothing. Topics among
 * COMPACTED_TOPICS keep the last message of each key, and know the last 16 ids of each.
 * The database handle stays the caller's: close the bus first, then the handle.
 */
export class SqliteEventBus implements EventBus {
  readonly #topics: TopicRegistry;
  readonly #log: MessageLog;
  readonly #leases: LeaseTable;
  readonly #queue: PublishQueue;
  readonly #subscriptions = new Set<GroupSubscription>();
  readonly #name = randomUUID();
  readonly #settings: SqliteEventBusOptions & Required<Omit<SqliteEventBusOptions, 'turnMs'>>;
  readonly #metrics: ConsumerMetrics;
  #heartbeat: NodeJS.Timeout | undefined;
  #consumers = 0;
  #closed = false;

  constructor(
    private readonly db: Database,
    options: SqliteEventBusOptions = {},
  ) {
    this.#settings = {
      leaseMs: 5000,
      pollMs: 150,
      backOff: { firstMs: 100, mostMs: 5000 },
      closeGraceMs: 10_000,
      publishesApart: false,
      metrics: createMetrics('event-bus', { processMetrics: false }),
      now: Date.now,
      random: Math.random,
      ...options,
    };
    this.#metrics = new ConsumerMetrics(this.#settings.metrics);
    migrate(db, 'event-bus', EVENT_BUS_SCHEMA);
    this.#topics = new TopicRegistry(db);
    this.#log = new MessageLog(db, this.#topics);
    this.#leases = new LeaseTable(db, this.#settings.leaseMs);
    this.#queue = new PublishQueue(
      this.#settings.publishesApart ? new PublishThread(db.path) : new CallStore(db, this.#topics, this.#log),
      () => announceAppend(db.path),
    );
  }

  async publish(topic: string, messages: readonly OutgoingMessage[]): Promise<PublishResult> {
    this.#checkOpen();
    if (messages.length === 0) return { appended: 0, duplicates: 0 };
    for (const { value } of messages) checkValue(value);
    if (turnIsOver()) await nextTurn();
    return this.#queue.add(topic, messages);
  }

  async consume(options: ConsumeOptions): Promise<Subscription> {
    this.#checkOpen();
    const parts = { db: this.db, topics: this.#topics, log: this.#log, leases: this.#leases };
    const owner = `${this.#name}/${this.#consumers++}`;
    const consumers = workedTopics(options).map((worked) => {
      // A retry topic is made by its first message.
      if (worked.tier === 0) this.#topics.ensure(worked.name);
      return new TopicConsumer({ ...this.#settings, ...parts, metrics: this.#metrics }, options, worked, owner);
    });
    const subscription = new GroupSubscription(consumers, this.#settings.closeGraceMs, () => this.#left(subscription));
    this.#subscriptions.add(subscription);
    this.#heartbeat ??= setInterval(() => void this.#beat(), this.#settings.leaseMs / 3).unref();
    return subscription;
  }

  async *read(options: ReadOptions): AsyncGenerator<BusMessage[]> {
    this.#checkOpen();
    const topic = this.#topics.find(options.topic);
    if (topic === undefined) return;
    let from = options.from?.get(0) ?? 0;
    let end = this.#topics.nextOffset(topic);
    while (from < end) {
      options.signal?.throwIfAborted();
      this.#checkOpen();
      const batch = this.db.snapshot(() => {
        // A newer message removes the older one of its key: to miss no key, read on to the current end of the log.
        if (topic.compacted) end = this.#topics.nextOffset(topic);
        return this.#log.fetch(topic, from, end, options.batchSize ?? 1000);
      });
      from = batch.next;
      if (batch.messages.length > 0) yield batch.messages;
      // Who reads all of a log does not keep others of this thread waiting.
      await nextTurn();
    }
  }

  async lag(group: string, topics: readonly string[], ends?: TopicEnds): Promise<Map<string, number>> {
    this.#checkOpen();
    return this.db.snapshot(
      () =>
        new Map(
          topics.map((name) => {
            const topic = this.#topics.find(name);
            if (topic === undefined) return [name, 0];
            const end = ends ? (ends.get(name)?.get(0) ?? 0) : this.#topics.nextOffset(topic);
            return [name, this.#log.count(topic, this.#leases.position(group, topic), end)];
          }),
        ),
    );
  }

  async endOffsets(topic: string): Promise<Map<number, number>> {
    this.#checkOpen();
    const found = this.#topics.find(topic);
    return new Map([[0, found === undefined ? 0 : this.#topics.nextOffset(found)]]);
  }

  async firstOffsets(): Promise<Map<number, number>> {
    this.#checkOpen();
    return new Map([[0, 0]]);
  }

  async keepFor(): Promise<boolean> {
    this.#checkOpen();
    return false;
  }

  async makeTopics(topics: readonly string[]): Promise<void> {
    for (const topic of topics) this.#topics.ensure(topic);
  }

  async topicsWithAside(topics: readonly string[]): Promise<string[]> {
    return this.#topics.withAside(topics);
  }

  async eraseKey(topics: readonly string[], key: string, before?: TopicEnds): Promise<number> {
    this.#checkOpen();
    let erased = 0;
    for (const name of this.#topics.withAside(topics)) {
      const topic = this.#topics.find(name)!;
      const end = before?.get(name)?.get(0) ?? this.#topics.nextOffset(topic);
      // In steps that let others write.
      for (let from = 0; from < end; from += ERASE_WINDOW) {
        const offsets = this.#log.offsetsOfKey(topic, key, from, Math.min(end, from + ERASE_WINDOW));
        if (offsets.length > 0) await this.db.erase(() => this.#log.remove(topic, offsets, key));
        erased += offsets.length;
        await nextTurn();
        this.#checkOpen();
      }
    }
    return erased;
  }

  async eraseMessages(name: string, messages: readonly Pick<BusMessage, 'offset'>[]): Promise<number> {
    this.#checkOpen();
    const topic = this.#topics.find(name);
    if (topic === undefined || messages.length === 0) return 0;
    return this.db.erase(() =>
      this.#log.remove(
        topic,
        messages.map(({ offset }) => offset),
      ),
    );
  }

  async close(): Promise<void> {
    this.#closed = true;
    await this.#queue.close();
    await Promise.all([...this.#subscriptions].map((subscription) => subscription.close()));
  }

  #left(subscription: GroupSubscription): void {
    this.#subscriptions.delete(subscription);
    if (this.#subscriptions.size > 0) return;
    clearInterval(this.#heartbeat);
    this.#heartbeat = undefined;
  }

  async #beat(): Promise<void> {
    const held = [...this.#subscriptions].flatMap((subscription) => subscription.leases());
    if (held.length === 0) return;
    try {
      const lost = await this.#leases.heartbeat(held, this.#settings.now());
      for (const lease of lost) for (const subscription of this.#subscriptions) subscription.lost(lease);
    } catch {
      // The file is busy or full: the next heartbeat may work, else the lease expires.
    }
  }

  #checkOpen(): void {
    if (this.#closed) throw new StarsError('STARS_UNAVAILABLE', 'the event bus is closed');
  }
}
