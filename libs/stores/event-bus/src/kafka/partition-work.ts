import { setImmediate as nextTurn } from 'node:timers/promises';
import { backOffMs, pause } from '@stars/platform';
import { BatchParts } from '../batch-parts.js';
import type { ConsumerMetrics } from '../consumer-metrics.js';
import { handlePart } from '../handle-part.js';
import type { BusMessage, ConsumeOptions, OutgoingMessage } from '../port.js';
import { dueMs, type WorkedTopic } from '../retry-topic.js';
import { tellOfError } from '../tell-of-error.js';
import type { ControlTrust } from './control-trust.js';
import type { KafkaSettings } from './options.js';

export interface WorkParts {
  options: ConsumeOptions;
  topic: WorkedTopic;
  settings: KafkaSettings;
  metrics: ConsumerMetrics;
  trust: ControlTrust;
  /** Publishes messages to retry and dead letters. */
  publish: (topic: string, messages: readonly OutgoingMessage[]) => Promise<unknown>;
  /** Called when the effect of everything before `offset` is stored. */
  onHandled: (offset: number) => void;
  /** Called when a batch failed and will be repeated after a wait. */
  onWait: () => void;
}

/** Handles fetched messages of one partition, batch after batch, as long as the partition is assigned. */
export class PartitionWork {
  readonly #abort = new AbortController();
  readonly #stop = new AbortController();
  #lost = false;

  constructor(private readonly parts: WorkParts) {}

  /** Ends after the current batch, without a further attempt if one waits. */
  stop(): void {
    this.#stop.abort();
  }

  /** Aborts the running handler, because its time is over. */
  abort(reason: unknown): void {
    this.stop();
    this.#abort.abort(reason);
  }

  /** The partition moved to another consumer: work from now on does not count. */
  lose(reason: unknown): void {
    this.#lost = true;
    this.abort(reason);
  }

  /**
   * Resolves once all is handled, or once it was stopped; never rejects.
   * @param next the offset after the fetch, which may be beyond the last message
   */
  async run(messages: readonly BusMessage[], next: number): Promise<void> {
    const { options, topic, onHandled } = this.parts;
    const size = options.batchSize ?? 1000;
    for (let from = 0; from < messages.length; ) {
      const some = messages.slice(from, from + size);
      const batch = topic.tier > 0 ? some.slice(0, await this.#waitForSome(some)) : some;
      from += batch.length;
      const began = performance.now();
      if (!(await this.#handle(batch, from < messages.length ? batch.at(-1)!.offset + 1 : next))) return;
      const early = (options.everyMs?.(topic.origin) ?? 0) - (performance.now() - began);
      if (early > 0 && batch.length < size) await pause(early, this.#stop.signal);
    }
    if (messages.length === 0 && !this.#stop.signal.aborted) onHandled(next);
  }

  /** How many of the first messages of a retry topic are due, once the first is. */
  async #waitForSome(batch: readonly BusMessage[]): Promise<number> {
    const { now } = this.parts.settings;
    for (let wait = dueMs(batch[0]!) - now(); wait > 0 && !this.#stop.signal.aborted; wait = dueMs(batch[0]!) - now()) {
      this.parts.onWait();
      await pause(wait, this.#stop.signal);
    }
    const early = batch.findIndex((message, i) => i > 0 && dueMs(message) > now());
    return early < 0 ? batch.length : early;
  }

  /** @param next The offset after the batch. False if it was stopped before the batch's effect was stored. */
  async #handle(batch: readonly BusMessage[], next: number): Promise<boolean> {
    const { options, settings, onWait, onHandled } = this.parts;
    const parts = new BatchParts(next);
    let from = 0;
    for (let failures = 0; parts.end !== undefined; ) {
      if (this.#stop.signal.aborted) return false;
      const { end } = parts;
      const part = batch.slice(from).filter(({ offset }) => offset < end);
      try {
        const isHandled = await this.#handlePart(parts, part);
        if (this.#lost) return false;
        failures = 0;
        if (!isHandled) continue;
        from += part.length;
        parts.handled(end);
        onHandled(end);
        // Handlers may resolve without leaving the microtask queue: let commits and heartbeats run.
        await nextTurn();
      } catch (error) {
        tellOfError(options, error, ++failures);
        onWait();
        await pause(backOffMs(failures, settings.backOff, settings.random()), this.#stop.signal);
      }
    }
    return true;
  }

  /** Whether the part is handled, and its poison published. Else it comes again in smaller parts. */
  async #handlePart(parts: BatchParts, messages: BusMessage[]): Promise<boolean> {
    const { options, settings, topic, metrics, trust, publish } = this.parts;
    const context = { options, topic, metrics, trust, signal: this.#abort.signal, now: settings.now };
    const handled = await handlePart(parts, messages, context);
    if (handled === undefined || this.#lost) return false;
    for (const [to, letters] of handled.moved) await publish(to, letters);
    for (const entry of handled.givenUp) metrics.deadLettered(options.group, entry);
    return true;
  }
}
