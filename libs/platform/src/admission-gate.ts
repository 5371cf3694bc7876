import { StarsError } from '@stars/errors';
import { deadlineError } from './deadline.js';

export interface AdmissionLimits {
  /** At most this many run at once. */
  concurrent: number;
  /** At most this many wait; the next is turned away. */
  queued: number;
}

interface Waiter {
  admit: () => void;
}

/**
 * Bounds how much work runs and waits, first come first served.
 * Errors: `STARS_OVERLOADED` where the queue is full; `STARS_DEADLINE_EXCEEDED` where the signal fires while waiting.
 */
export class AdmissionGate {
  readonly #waiting = new Set<Waiter>();
  #running = 0;

  constructor(readonly limits: AdmissionLimits) {
    if (!(limits.concurrent >= 1) || !(limits.queued >= 0)) throw new RangeError('limits must be positive');
  }

  get running(): number {
    return this.#running;
  }

  get waiting(): number {
    return this.#waiting.size;
  }

  async run<T>(work: () => Promise<T>, signal?: AbortSignal): Promise<T> {
    await this.#enter(signal);
    try {
      return await work();
    } finally {
      this.#leave();
    }
  }

  async #enter(signal: AbortSignal | undefined): Promise<void> {
    if (signal?.aborted) throw deadlineError(signal);
    if (this.#running < this.limits.concurrent) {
      this.#running++;
      return;
    }
    if (this.#waiting.size >= this.limits.queued) {
      throw new StarsError(
        'STARS_OVERLOADED',
        `${this.limits.concurrent} requests run and ${this.limits.queued} wait already: try again later`,
      );
    }
    await new Promise<void>((resolve, reject) => {
      const onAbort = (): void => {
        this.#waiting.delete(waiter);
        reject(deadlineError(signal!));
      };
      const waiter: Waiter = {
        admit: () => {
          signal?.removeEventListener('abort', onAbort);
          resolve();
        },
      };
      signal?.addEventListener('abort', onAbort, { once: true });
      this.#waiting.add(waiter);
    });
  }

  /** A place that is free goes straight to the first who waits, so `#running` stays as it is. */
  #leave(): void {
    const next = this.#waiting.values().next().value;
    if (next === undefined) {
      this.#running--;
      return;
    }
    this.#waiting.delete(next);
    next.admit();
  }
}
