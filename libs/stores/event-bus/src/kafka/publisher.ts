import { StarsError } from '@stars/errors';
import { backOffMs, pause, withinMs } from '@stars/platform';
import { COMPRESSION, type KafkaClient, type Producer } from './client.js';
import { isDenied, isRefused, isUnknownTopic, kafkaError, kafkaErrorType } from './kafka-error.js';
import { type OutgoingRecord, recordBytes } from './message-codec.js';
import type { KafkaSettings } from './options.js';
import { BETWEEN, within } from './patience.js';

/** Approximate bytes of one send, except for a larger message: a batch of a partition must not exceed the broker's limit. */
const SEND_BYTES = 1024 * 1024;
const SEND_RECORDS = 10_000;
/** For example broker and producer disagree about sequence numbers: only a new producer can go on. */
const BEYOND_REPAIR = new Set([
  'OUT_OF_ORDER_SEQUENCE_NUMBER',
  'DUPLICATE_SEQUENCE_NUMBER',
  'UNKNOWN_PRODUCER_ID',
  'INVALID_PRODUCER_EPOCH',
  // It would ask for the missing topic as long as it lives.
  'UNKNOWN_TOPIC_OR_PARTITION',
]);

interface Call {
  /** Records not yet acknowledged. */
  left: number;
  /** Whether the caller has its answer: then the rest of this call is not sent. */
  over: boolean;
  /** The last failure. */
  lastError: unknown;
  resolve: () => void;
  reject: (error: unknown) => void;
}

interface Queued {
  name: string;
  record: OutgoingRecord;
  bytes: number;
  call: Call;
}

/**
 * Sends records in the order of the calls, one send at a time: calls during a send share the next one. The client numbers the
 * sends of an idempotent producer. With two sends at a time, a failed one could use the other's number, and the broker would drop
 * the other as a duplicate. A failed send is repeated unchanged, so that the broker recognizes what it has already.
 */
export class KafkaPublisher {
  #queue: Queued[] = [];
  #queuedBytes = 0;
  #sending: Promise<void> | undefined;
  #producer: Producer | undefined;
  #closed = false;

  /** @param onUnknownTopic creates topics that the broker does not know, before they are tried again */
  constructor(
    private readonly client: KafkaClient,
    private readonly settings: KafkaSettings,
    private readonly onUnknownTopic: (names: Set<string>) => Promise<void>,
  ) {}

  /**
   * Resolves once all are on all replicas in sync. `name` is the topic's on the broker. Errors: `STARS_OVERLOADED`,
   * `STARS_TOO_LARGE`, and `STARS_UNAVAILABLE` after the time limit, where some may be there and some not; at once if the user may not write there.
   */
  send(name: string, records: readonly OutgoingRecord[]): Promise<void> {
    if (records.length === 0) return Promise.resolve();
    const sizes = records.map(recordBytes);
    const bytes = sizes.reduce((sum, size) => sum + size, 0);
    const { maxQueuedBytes, timeoutMs } = this.settings;
    if (this.#queuedBytes > 0 && this.#queuedBytes + bytes > maxQueuedBytes) {
      const problem = `${this.#queuedBytes} bytes wait to be sent, and at most ${maxQueuedBytes} may`;
      return Promise.reject(new StarsError('STARS_OVERLOADED', problem));
    }
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    const call: Call = { left: records.length, over: false, lastError: undefined, resolve, reject };
    for (const [i, record] of records.entries()) this.#queue.push({ name, record, bytes: sizes[i]!, call });
    this.#queuedBytes += bytes;
    this.#sending ??= this.#sendAll();
    const late = () => kafkaError(call.lastError ?? new Error(`no answer within ${timeoutMs} ms`), `append to ${name}`);
    return withinMs(promise, timeoutMs, late).finally(() => {
      call.over = true;
    });
  }

  /** Waits for queued records, as long as their time limits allow. */
  async close(): Promise<void> {
    await this.#sending;
    this.#closed = true;
    const producer = this.#producer;
    this.#producer = undefined;
    await producer?.disconnect();
  }

  async #sendAll(): Promise<void> {
    // Calls of the same tick are sent together.
    await new Promise(setImmediate);
    while (this.#queue.length > 0) {
      const batch = this.#take();
      if (batch.length > 0) await this.#sendBatch(batch);
      this.#queuedBytes = this.#queue.length === 0 ? 0 : this.#queuedBytes - bytesOf(batch);
    }
    // Not in a later tick: records that are queued from now on need another run.
    this.#sending = undefined;
  }

  /** The next records to send, without those whose callers have their answer. */
  #take(): Queued[] {
    const batch: Queued[] = [];
    let bytes = 0;
    let at = 0;
    for (; at < this.#queue.length && batch.length < SEND_RECORDS; at++) {
      const entry = this.#queue[at]!;
      if (entry.call.over) {
        this.#queuedBytes -= entry.bytes;
        continue;
      }
      if (batch.length > 0 && bytes + entry.bytes > SEND_BYTES) break;
      batch.push(entry);
      bytes += entry.bytes;
    }
    this.#queue = this.#queue.slice(at);
    return batch;
  }

  async #sendBatch(batch: readonly Queued[]): Promise<void> {
    for (let attempt = 1; ; attempt++) {
      try {
        await this.#sendOnce(batch);
        for (const { call } of batch) if (--call.left === 0) call.resolve();
        return;
      } catch (error) {
        if (isRefused(error) || isDenied(error)) return this.#refused(batch, error);
        for (const { call } of batch) call.lastError = error;
        if (batch.every(({ call }) => call.over)) return this.#dropProducer();
        if (BEYOND_REPAIR.has(kafkaErrorType(error) ?? '')) this.#dropProducer();
        if (isUnknownTopic(error))
          await this.onUnknownTopic(new Set(batch.map(({ name }) => name))).catch(() => undefined);
        await pause(backOffMs(attempt, BETWEEN, this.settings.random()));
      }
    }
  }

  /** Each message alone, so that a failure affects only its own call. */
  async #refused(batch: readonly Queued[], error: unknown): Promise<void> {
    const [first, ...others] = batch;
    if (others.length === 0) return first!.call.reject(kafkaError(error, `append to ${first!.name}`));
    for (const entry of batch) if (!entry.call.over) await this.#sendBatch([entry]);
  }

  async #sendOnce(batch: readonly Queued[]): Promise<void> {
    if (this.#closed) throw new StarsError('STARS_UNAVAILABLE', 'the event bus is closed');
    const { timeoutMs } = this.settings;
    if (this.#producer === undefined) {
      const producer = this.client.producer();
      this.#producer = producer;
      await within(producer.connect(), timeoutMs, 'connect a producer').catch((error: unknown) => {
        this.#dropProducer();
        throw error;
      });
    }
    const byTopic = Map.groupBy(batch, ({ name }) => name);
    const topicMessages = [...byTopic].map(([topic, entries]) => ({
      topic,
      messages: entries.map(({ record }) => record),
    }));
    await this.#producer.sendBatch({ topicMessages, acks: -1, compression: COMPRESSION, timeout: timeoutMs });
  }

  /** An abandoned batch may be on the broker: its numbers must not be used again. */
  #dropProducer(): void {
    const producer = this.#producer;
    this.#producer = undefined;
    producer?.disconnect().catch(() => undefined);
  }
}

const bytesOf = (batch: readonly Queued[]): number => batch.reduce((sum, { bytes }) => sum + bytes, 0);
