import { StarsError } from '@stars/errors';
import { CircuitBreaker, entryOf, withinMs } from '@stars/platform';
import type { RecommendingLimits } from './recommending-deps.js';

/** A recommendation asks its stores one after the other: three that hang leave a third of its time for the answer. */
const SHARE = 1 / 3;
const BREAKER = { failures: 3, firstPauseMs: 250, mostPauseMs: 2000 };

/**
 * How long a recommendation waits for a store: a share of the time that it has left, so that the answer keeps its deadline
 * whichever store is slow. It does not wait at all for a store that has not answered the last requests.
 */
export class StoreTimeouts {
  readonly #breakers = new Map<string, CircuitBreaker>();

  constructor(private readonly limits: Pick<RecommendingLimits, 'storeMs'>) {}

  /**
   * @param until when the answer must be there, ms of `performance.now`
   * Errors: `STARS_UNAVAILABLE` if the store is away, `STARS_DEADLINE_EXCEEDED` if it is too slow; else those of the
   * request.
   */
  ask<T>(store: string, until: number, question: () => Promise<T>): Promise<T> {
    const { storeMs } = this.limits;
    const timeoutMs = Math.min(storeMs, Math.max(0, until - performance.now()) * SHARE);
    // The store's own limit is separate: a caller with little time says nothing about the store.
    const answer = this.#breakerOf(store).run(question);
    // The breaker has the same limit.
    if (timeoutMs >= storeMs) return answer;
    return withinMs(answer, timeoutMs, () => new StarsError('STARS_DEADLINE_EXCEEDED', `the ${store} takes too long`));
  }

  /** Whether the last recommendations got no answer of the store. */
  isAway(store: string): boolean {
    return this.#breakers.get(store)?.isAway === true;
  }

  #breakerOf(store: string): CircuitBreaker {
    return entryOf(
      this.#breakers,
      store,
      () => new CircuitBreaker(store, { ...BREAKER, limitMs: this.limits.storeMs }),
    );
  }
}
