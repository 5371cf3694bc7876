import { isStarsError, StarsError } from '@stars/errors';

export interface BreakerLimits {
  /** Failures in a row after which nobody is let through. */
  failures: number;
  /** Work that takes longer has failed (ms). It is not stopped, and may be nearly done. */
  limitMs: number;
  /** How long nobody is let through; doubles with each try that fails, up to `mostPauseMs`. */
  firstPauseMs: number;
  mostPauseMs: number;
}

/** Whether an error says that a server is away or cannot keep up, rather than that the question was wrong. */
export function saysAway(error: unknown): boolean {
  return isStarsError(error) && error.canRetry;
}

/**
 * Stands before a server that may be away: after some failures in a row callers are refused at once, in place of each
 * waiting for its own time limit, and one of them is let through now and then to see whether the server is back.
 */
export class CircuitBreaker {
  #failures = 0;
  #pauseMs = 0;
  #openUntil = Number.NEGATIVE_INFINITY;
  #trying = false;

  /** @param now ms of a clock that never goes back */
  constructor(
    readonly name: string,
    private readonly limits: BreakerLimits,
    private readonly now: () => number = () => performance.now(),
  ) {}

  /** Whether callers are refused, but for one that tries. */
  get isOpen(): boolean {
    return this.#failures >= this.limits.failures;
  }

  /**
   * Errors: `STARS_UNAVAILABLE` at once where the server is taken to be away, `STARS_DEADLINE_EXCEEDED` where the work takes
   * too long; else those of the work.
   */
  async run<T>(work: () => Promise<T>): Promise<T> {
    if (this.isOpen) {
      if (this.#trying || this.now() < this.#openUntil) {
        throw new StarsError('STARS_UNAVAILABLE', `the ${this.name} is away`);
      }
      this.#trying = true;
    }
    try {
      const result = await withinMs(work(), this.limits.limitMs, () => this.#tooLong());
      this.#succeeded();
      return result;
    } catch (error) {
      // An answer that refuses the question is an answer.
      if (saysAway(error)) this.#failed();
      else this.#succeeded();
      throw error;
    }
  }

  #tooLong(): StarsError {
    return new StarsError(
      'STARS_DEADLINE_EXCEEDED',
      `the ${this.name} gave no answer within ${this.limits.limitMs} ms`,
    );
  }

  #succeeded(): void {
    this.#failures = 0;
    this.#pauseMs = 0;
    this.#trying = false;
  }

  #failed(): void {
    this.#failures++;
    this.#trying = false;
    if (!this.isOpen) return;
    const { firstPauseMs, mostPauseMs } = this.limits;
    // Of many that were under way and fail together only the first makes the pause.
    if (this.now() < this.#openUntil) return;
    this.#pauseMs = Math.min(Math.max(firstPauseMs, this.#pauseMs * 2), mostPauseMs);
    this.#openUntil = this.now() + this.#pauseMs;
  }
}

/** Waits for a promise no longer than so many ms, then rejects with the error that is made; the work goes on. */
export function withinMs<T>(work: Promise<T>, ms: number, error: () => Error): Promise<T> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(error()), ms);
    // What comes after that is heard by nobody, an error neither.
    work.then(
      (result) => {
        clearTimeout(timer);
        resolve(result);
      },
      (reason: unknown) => {
        clearTimeout(timer);
        reject(reason);
      },
    );
  });
}
