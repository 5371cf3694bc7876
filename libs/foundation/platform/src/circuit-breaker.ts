import { isStarsError, StarsError } from '@stars/errors';

export interface BreakerLimits {
  /** Failures in a row after which calls are refused. */
  failures: number;
  /** Work that takes longer counts as failed (ms). It is not stopped. */
  limitMs: number;
  /** How long calls are refused; doubles with each failed try, up to `mostPauseMs`. */
  firstPauseMs: number;
  mostPauseMs: number;
}

/** Whether an error means that a server is away or overloaded, not that the request was wrong. */
export function saysAway(error: unknown): boolean {
  return isStarsError(error) && error.canRetry;
}

/**
 * Protects calls to a server that may be away: after some failures in a row, callers are refused at once instead of waiting
 * for their time limit, and one of them tries now and then whether the server is back.
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

  /** Whether callers are refused, except one that tries. */
  get isOpen(): boolean {
    return this.#failures >= this.limits.failures;
  }

  /**
   * Errors: `STARS_UNAVAILABLE` at once if the server counts as away, `STARS_DEADLINE_EXCEEDED` if the work takes too long;
   * else those of the work.
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
      // A refusal is also an answer.
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
    // If many calls fail together, only the first starts the pause.
    if (this.now() < this.#openUntil) return;
    this.#pauseMs = Math.min(Math.max(firstPauseMs, this.#pauseMs * 2), mostPauseMs);
    this.#openUntil = this.now() + this.#pauseMs;
  }
}

/** Waits for a promise at most so many ms, then rejects with the given error; the work goes on. */
export function withinMs<T>(work: Promise<T>, ms: number, error: () => Error): Promise<T> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(error()), ms);
    // Later results and errors are ignored.
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
