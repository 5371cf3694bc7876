import { setTimeout as sleep } from 'node:timers/promises';
import type { BusMessage, ConsumeOptions } from '../../port.js';

/** A store that knows ids, as ours do: what it holds is each effect once, whatever it was given again. */
export class Effects {
  /** In the order of the first delivery. */
  readonly stored = new Map<string, BusMessage>();
  /** Deliveries, by id. */
  readonly delivered = new Map<string, number>();
  /** Pairs of one key of which the later came first. */
  outOfOrder = 0;
  readonly #last = new Map<string, number>();

  apply(messages: readonly BusMessage[]): void {
    for (const message of messages) {
      this.delivered.set(message.id, (this.delivered.get(message.id) ?? 0) + 1);
      if (this.stored.has(message.id)) continue;
      this.stored.set(message.id, message);
      if (message.offset < (this.#last.get(message.key) ?? -1)) this.outOfOrder++;
      this.#last.set(message.key, message.offset);
    }
  }

  /** Deliveries of what was stored already. */
  get again(): number {
    return [...this.delivered.values()].reduce((sum, times) => sum + times - 1, 0);
  }

  handler(ms = 0): ConsumeOptions['handler'] {
    return async (messages) => {
      this.apply(messages);
      if (ms > 0) await sleep(ms);
    };
  }
}
