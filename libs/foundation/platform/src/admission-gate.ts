import { StarsError } from '@stars/errors';
import { deadlineError } from './deadline.js';

export interface AdmissionLimits {
  /** At most this many run at once. */
  concurrent: number;
  /** At most this many wait; the next is refused (default: any number waits). */
  queued?: number;
}

export interface AdmissionTerms {
  signal?: AbortSignal;
  /** How long the caller waits for the end of the work, ms. */
  leftMs?: number;
}

/** Weight of the last work in the mean duration. */
const LAST_SHARE = 0.05;

/**
 * Limits how much work runs and waits, first come, first served. A call that would wait longer than its time is refused at
 * once, so that the calls in the queue are answered in time.
 * Errors: `STARS_OVERLOADED` if the queue is full or too slow; `STARS_DEADLINE_EXCEEDED` if the signal fires while waiting.
 */
export class AdmissionGate {
  readonly #waiting = new Set<() => void>();
  #running = 0;
  #meanMs = 0;

  /** @param now ms of a clock that never goes back */
  constructor(
    private readonly limits: AdmissionLimits,
    private readonly now: () => number = () => performance.now(),
  ) {
    if (!(limits.concurrent >= 1) || limits.queued! < 0) throw new RangeError('limits must be positive');
  }

  /** How long the next call would wait for a place, by the mean duration so far, ms. */
  get expectedWaitMs(): number {
    if (this.#running < this.limits.concurrent) return 0;
    return ((this.#waiting.size + 1) * this.#meanMs) / this.limits.concurrent;
  }

  async run<T>(work: () => Promise<T>, terms: AdmissionTerms = {}): Promise<T> {
    if (terms.signal?.aborted) throw deadlineError(terms.signal);
    if (this.#running < this.limits.concurrent) this.#running++;
    else await this.#wait(terms);
    const begun = this.now();
    try {
      return await work();
    } finally {
      this.#meanMs += LAST_SHARE * (this.now() - begun - this.#meanMs);
      this.#leave();
    }
  }

  async #wait({ signal, leftMs = Number.POSITIVE_INFINITY }: AdmissionTerms): Promise<void> {
    const { concurrent, queued = Number.POSITIVE_INFINITY } = this.limits;
    if (this.#waiting.size >= queued) {
      const message = `${concurrent} requests run and ${queued} wait already: try again later`;
      throw new StarsError('STARS_OVERLOADED', message);
    }
    const waitMs = this.expectedWaitMs;
    if (waitMs > leftMs) {
      const message = `an answer would take ${Math.round(waitMs)} ms, longer than the deadline: try again later`;
      throw new StarsError('STARS_OVERLOADED', message);
    }
    await new Promise<void>((resolve, reject) => {
      const admit = (): void => {
        signal?.removeEventListener('abort', onAbort);
        resolve();
      };
      const onAbort = (): void => {
        this.#waiting.delete(admit);
        reject(deadlineError(signal!));
      };
      signal?.addEventListener('abort', onAbort, { once: true });
      this.#waiting.add(admit);
    });
  }

  /** A free place goes straight to the first waiting call, so `#running` stays as it is. */
  #leave(): void {
    const [admit] = this.#waiting;
    if (admit === undefined) {
      this.#running--;
      return;
    }
    this.#waiting.delete(admit);
    admit();
  }
}
