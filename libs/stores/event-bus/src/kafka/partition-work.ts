import { setImmediate as nextTurn } from 'node:timers/promises';
import { deadLetterTopic } from '@stars/contracts';
import { backOffMs, pause } from '@stars/platform';
import type { BusMessage, ConsumeOptions, OutgoingMessage } from '../port.js';
import { asBefore, dueMs, failedMessages, type WorkedTopic } from '../retry-topic.js';
import { tellOfError } from '../tell-of-error.js';
import type { KafkaSettings } from './options.js';

export interface WorkParts {
  options: ConsumeOptions;
  topic: WorkedTopic;
  settings: KafkaSettings;
  /** Publishes messages to retry and dead letters. */
  publish: (topic: string, messages: readonly OutgoingMessage[]) => Promise<unknown>;
  /** Called when the effect of everything before `offset` is stored. */
  onHandled: (offset: number) => void;
  /** Called when a batch failed and will be repeated after a wait. */
  onWait: () => void;
}

/** Handles fetched messages of one partition, batch after batch, as long as the partition is assigned. */
export class PartitionWork {
  readonly #parts: WorkParts;
  readonly #abort = new AbortController();
  readonly #stop = new AbortController();
  #lost = false;

  constructor(parts: WorkParts) {
    this.#parts = parts;
  }

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
    const { options, topic, onHandled } = this.#parts;
    const size = options.batchSize ?? 1000;
    for (let from = 0; from < messages.length; ) {
      const batch = messages.slice(from, from + size);
      const due = topic.tier > 0 ? await this.#waitForSome(batch) : batch.length;
      if (!(await this.#handle(topic.tier > 0 ? batch.slice(0, due).map(asBefore) : batch))) return;
      from += due;
      onHandled(from < messages.length ? batch[due - 1]!.offset + 1 : next);
      // Handlers may resolve without leaving the microtask queue: let commits and heartbeats run.
      await nextTurn();
    }
    if (messages.length === 0 && !this.#stop.signal.aborted) onHandled(next);
  }

  /** How many of the first messages of a retry topic are due, once the first is. */
  async #waitForSome(batch: readonly BusMessage[]): Promise<number> {
    const { now } = this.#parts.settings;
    for (let wait = dueMs(batch[0]!) - now(); wait > 0 && !this.#stop.signal.aborted; wait = dueMs(batch[0]!) - now()) {
      this.#parts.onWait();
      await pause(wait, this.#stop.signal);
    }
    const early = batch.findIndex((message, i) => i > 0 && dueMs(message) > now());
    return early < 0 ? batch.length : early;
  }

  /** False if it was stopped before the batch's effect was stored. */
  async #handle(batch: BusMessage[]): Promise<boolean> {
    const { options, settings, topic, onWait, publish } = this.#parts;
    for (let attempt = 1; !this.#stop.signal.aborted; attempt++) {
      try {
        const poison = (await options.handler(batch, this.#abort.signal)) ?? [];
        if (this.#lost) return false;
        const failure = { options, tier: topic.tier, attempt, nowMs: settings.now() };
        for (const [to, messages] of failedMessages(poison, deadLetterTopic(topic.origin), failure)) {
          await publish(to, messages);
        }
        return !this.#lost;
      } catch (error) {
        tellOfError(options, error, attempt);
        onWait();
        await pause(backOffMs(attempt, settings.backOff, settings.random()), this.#stop.signal);
      }
    }
    return false;
  }
}
