import { backOffMs } from '../back-off.js';
import { deadLetterMessage } from '../dead-letter.js';
import type { BusMessage, ConsumeOptions, OutgoingMessage } from '../port.js';
import type { KafkaSettings } from './options.js';

export interface WorkParts {
  options: ConsumeOptions;
  settings: KafkaSettings;
  publishDeadLetters: (topic: string, letters: readonly OutgoingMessage[]) => Promise<unknown>;
  /** Called when the effect of everything before `offset` is stored. */
  onHandled: (offset: number) => void;
  /** Called when a batch failed and is waited with. */
  onWait: () => void;
}

/** Handles what was fetched of one partition, batch after batch, for as long as the partition is ours. */
export class PartitionWork {
  readonly #parts: WorkParts;
  readonly #abort = new AbortController();
  #stopping = false;
  #lost = false;
  #wake: (() => void) | undefined;

  constructor(parts: WorkParts) {
    this.#parts = parts;
  }

  /** Ends after the batch in work, and without a further attempt where one is waited for. */
  stop(): void {
    this.#stopping = true;
    this.#wake?.();
  }

  /** Asks a handler in work to give up, because its time is over. */
  abort(reason: unknown): void {
    this.stop();
    this.#abort.abort(reason);
  }

  /** The partition went to another consumer: what is handled from now on counts for nothing. */
  lose(reason: unknown): void {
    this.#lost = true;
    this.abort(reason);
  }

  /**
   * Resolves once all is handled, or once it was stopped; never rejects.
   * @param next The offset after all of it, which may lie beyond the last message.
   */
  async run(messages: readonly BusMessage[], next: number): Promise<void> {
    const size = this.#parts.options.batchSize ?? 1000;
    for (let from = 0; from < messages.length; from += size) {
      const batch = messages.slice(from, from + size);
      if (!(await this.#handle(batch))) return;
      const isLast = from + size >= messages.length;
      this.#parts.onHandled(isLast ? next : batch.at(-1)!.offset + 1);
    }
    if (messages.length === 0 && !this.#stopping) this.#parts.onHandled(next);
  }

  /** False where it was stopped before the batch's effect was stored. */
  async #handle(batch: BusMessage[]): Promise<boolean> {
    const { options, settings, onWait, publishDeadLetters } = this.#parts;
    for (let attempt = 1; !this.#stopping; attempt++) {
      try {
        const poison = (await options.handler(batch, this.#abort.signal)) ?? [];
        if (this.#lost) return false;
        const letters = poison.map((entry) => deadLetterMessage(entry, options.group, settings.now(), attempt));
        if (letters.length > 0) await publishDeadLetters(batch[0]!.topic, letters);
        return !this.#lost;
      } catch (error) {
        this.#report(error, attempt);
        onWait();
        await this.#wait(backOffMs(attempt, settings.backOff, settings.random));
      }
    }
    return false;
  }

  #report(error: unknown, attempt: number): void {
    try {
      this.#parts.options.onError?.(error, attempt);
    } catch {
      // A logger that fails must not stop the consumer.
    }
  }

  async #wait(ms: number): Promise<void> {
    if (this.#stopping) return;
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, ms);
      this.#wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });
    this.#wake = undefined;
  }
}
