import { isStarsError, StarsError } from '@stars/errors';
import { withinMs } from './deadline.js';

export interface BreakerLimits {
  /** Failures in a row after which calls are refused, if there was no answer for `limitMs` either. */
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

/** The same, or that the server lets nobody in, as after a change of a password: nothing can be had from it now. */
export const saysUnusable = (error: unknown): boolean =>
  saysAway(error) || (isStarsError(error) && error.code === 'STARS_CONFIG_INVALID');

/**
 * Protects calls to a server that may be away: after some failures in a row, callers are refused at once instead of waiting
 * for their time limit, and one of them tries now and then whether the server is back. A server that is slow, and still
 * answers some calls, is asked by all: to refuse would take the answers that it can give, too.
 */
export class CircuitBreaker {
  #failures = 0;
  #answeredAt = Number.NEGATIVE_INFINITY;
  #open = false;
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
    return this.#open;
  }

  /**
   * Whether the server did not answer the last calls, as far as anybody knows: of a server that nobody asks any more, a
   * breaker does not know whether it is back.
   */
  get isAway(): boolean {
    const { mostPauseMs, limitMs } = this.limits;
    return this.#open && this.now() < this.#openUntil + mostPauseMs + limitMs;
  }

  /**
   * Errors: `STARS_UNAVAILABLE` at once if the server counts as away, `STARS_DEADLINE_EXCEEDED` if the work takes too long;
   * else those of the work.
   */
  async run<T>(work: () => Promise<T>): Promise<T> {
    const { limitMs } = this.limits;
    if (this.#open) {
      if (this.#trying || this.now() < this.#openUntil) {
        throw new StarsError('STARS_UNAVAILABLE', `the ${this.name} is away`);
      }
      this.#trying = true;
    }
    const late = (): StarsError =>
      new StarsError('STARS_DEADLINE_EXCEEDED', `the ${this.name} gave no answer within ${limitMs} ms`);
    try {
      const result = await withinMs(work(), limitMs, late);
      this.#note(false);
      return result;
    } catch (error) {
      // A refusal is also an answer.
      this.#note(saysUnusable(error));
      throw error;
    }
  }

  #note(failed: boolean): void {
    this.#trying = false;
    if (!failed) {
      this.#answeredAt = this.now();
      this.#failures = this.#pauseMs = 0;
      this.#open = false;
      return;
    }
    const { failures, limitMs, firstPauseMs, mostPauseMs } = this.limits;
    if (++this.#failures < failures || this.now() < this.#answeredAt + limitMs) return;
    this.#open = true;
    // If many calls fail together, only the first starts the pause.
    if (this.now() < this.#openUntil) return;
    this.#pauseMs = Math.min(Math.max(firstPauseMs, this.#pauseMs * 2), mostPauseMs);
    this.#openUntil = this.now() + this.#pauseMs;
  }
}
