import { setImmediate as nextTurn } from 'node:timers/promises';
import { PASSING_TOPICS } from '@stars/contracts';
import { type BackOff, backOffMs } from '@stars/platform';
import type { Database } from '@stars/sqlite';
import { BatchParts } from './batch-parts.js';
import { BatchSize } from './batch-size.js';
import type { ConsumerMetrics } from './consumer-metrics.js';
import { handlePart } from './handle-part.js';
import { type Lease, LeaseLostError, type LeaseTable } from './lease.js';
import type { FetchedBatch, MessageLog } from './message-log.js';
import type { ConsumeOptions } from './port.js';
import { dueMs, type WorkedTopic } from './retry-topic.js';
import { tellOfError } from './tell-of-error.js';
import type { TopicRegistry } from './topic-registry.js';
import { announceAppend, onAppend } from './wake-up.js';

const PASSING: ReadonlySet<string> = new Set(PASSING_TOPICS);

/** Retry topics are mostly empty: they are looked at more rarely, by this factor, and not at every append. */
const RETRY_POLLS = 10;

export interface ConsumerParts {
  db: Database;
  topics: TopicRegistry;
  log: MessageLog;
  leases: LeaseTable;
  pollMs: number;
  turnMs?: number;
  backOff: BackOff;
  metrics: ConsumerMetrics;
  now: () => number;
  random: () => number;
}

/** Consumes one topic for one group: waits for the lease, then delivers batches in order until it is stopped. */
export class TopicConsumer {
  readonly #stopListening: () => void;
  #lease: Lease | undefined;
  #position = 0;
  /** What is left of a batch that failed: the same messages come again, not more. */
  #parts: BatchParts | undefined;
  readonly #size: BatchSize;
  #attempt = 0;
  #stopping = false;
  /** Ends the pause. */
  #wake: () => void = () => undefined;
  #wakeOnAppend = true;
  #appended = false;
  #abort = new AbortController();

  constructor(
    private readonly bus: ConsumerParts,
    private readonly options: ConsumeOptions,
    private readonly consumed: WorkedTopic,
    private readonly owner: string,
  ) {
    this.#size = new BatchSize(bus.turnMs);
    this.#stopListening = onAppend(bus.db.path, () => {
      this.#appended = true;
      if (this.#wakeOnAppend) this.#wake();
    });
  }

  get lease(): Lease | undefined {
    return this.#lease;
  }

  /** Ends after the current batch. */
  stop(): void {
    this.#stopping = true;
    this.#wake();
  }

  /** The lease moved to another consumer: aborts the running handler, whose batch cannot be committed. */
  leaseLost(reason: unknown): void {
    this.#abort.abort(reason);
    this.#dropLease();
  }

  /** Aborts the running handler, because its time is over. */
  abort(reason: unknown): void {
    this.#abort.abort(reason);
  }

  async run(): Promise<void> {
    while (!this.#stopping) {
      try {
        await this.#step();
        this.#attempt = 0;
      } catch (error) {
        tellOfError(this.options, error, ++this.#attempt);
        if (error instanceof LeaseLostError) this.#dropLease();
        await this.#wait(backOffMs(this.#attempt, this.bus.backOff, this.bus.random()), false);
      }
    }
    this.leave();
  }

  /** Releases the lease and stops listening. A running batch can no longer be committed. */
  leave(): void {
    this.#stopListening();
    const lease = this.#lease;
    this.#dropLease();
    try {
      if (lease !== undefined) this.bus.leases.release(lease);
    } catch (error) {
      // It expires by itself.
      tellOfError(this.options, error, 1);
    }
  }

  #dropLease(): void {
    this.#lease = undefined;
    this.#parts = undefined;
    this.#abort = new AbortController();
  }

  async #step(): Promise<void> {
    const { leases, log, topics, pollMs, now, db } = this.bus;
    const { tier, name } = this.consumed;
    const topic = topics.find(name);
    if (topic === undefined) return this.#wait(RETRY_POLLS * pollMs, false);
    if (this.#lease === undefined) {
      const acquired = await leases.acquire(this.options.group, topic, this.owner, now());
      if (acquired === undefined) return this.#wait(pollMs, false);
      this.#lease = acquired.lease;
      this.#position = acquired.position;
    }
    this.#appended = false;
    const most = Math.min(this.#size.next, this.options.batchSize ?? Number.POSITIVE_INFINITY);
    const fetched = db.snapshot(() =>
      log.fetch(topic, this.#position, this.#parts?.end ?? topics.nextOffset(topic), most),
    );
    if (fetched.messages.length === 0 && fetched.next === this.#position) {
      return tier > 0 ? this.#wait(RETRY_POLLS * pollMs, false) : this.#wait(pollMs, true);
    }
    const batch = tier > 0 ? this.#due(fetched) : fetched;
    if (batch.next === this.#position) return this.#wait(pollMs, false);
    const began = performance.now();
    const before = process.threadCpuUsage();
    await this.#deliver(this.#lease, batch);
    const { user, system } = process.threadCpuUsage(before);
    this.#size.handled(batch.messages.length, (user + system) / 1000);
    // Handlers may resolve without leaving the microtask queue: let heartbeats and requests run.
    await nextTurn();
    if (this.#parts !== undefined || fetched.messages.length >= most) return;
    const early = (this.options.everyMs?.(this.consumed.origin) ?? 0) - (performance.now() - began);
    if (early > 0) await this.#wait(early, false);
  }

  /** The first messages of a retry topic whose wait is over. */
  #due({ messages, next }: FetchedBatch): FetchedBatch {
    const now = this.bus.now();
    const early = messages.findIndex((message) => dueMs(message) > now);
    return early < 0 ? { messages, next } : { messages: messages.slice(0, early), next: messages[early]!.offset };
  }

  async #deliver(lease: Lease, { messages, next }: FetchedBatch): Promise<void> {
    const { leases, log, topics, db, now, metrics } = this.bus;
    this.#parts ??= new BatchParts(next);
    const context = { options: this.options, topic: this.consumed, metrics, signal: this.#abort.signal, now };
    const handled = await handlePart(this.#parts, messages, context);
    if (this.#lease !== lease) throw new LeaseLostError(lease);
    if (handled === undefined) return;
    const moved = Array.from(handled.moved, ([name, letters]) => ({ topic: topics.ensure(name), letters }));
    // After a power failure that undoes it, the batch comes again.
    await db.writeLazily(() => {
      leases.commit(lease, next, now());
      if (PASSING.has(lease.topic.name)) log.removeBelow(lease.topic, next);
      for (const { topic, letters } of moved) log.append(topic, letters);
    });
    if (moved.length > 0) announceAppend(db.path);
    for (const entry of handled.givenUp) metrics.deadLettered(this.options.group, entry);
    if (this.#lease !== lease) throw new LeaseLostError(lease);
    this.#position = next;
    this.#parts.handled(next);
    if (this.#parts.end === undefined) this.#parts = undefined;
  }

  /** Waits at most `ms`; stopping ends it, and an append too if asked for. */
  async #wait(ms: number, wakeOnAppend: boolean): Promise<void> {
    if (this.#stopping || (wakeOnAppend && this.#appended)) return;
    this.#wakeOnAppend = wakeOnAppend;
    // Not by a signal: the error of an aborted one takes longer than a publish.
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, ms);
      this.#wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }
}
