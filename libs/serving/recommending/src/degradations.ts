import type { Degradation } from '@stars/contracts';
import { isStarsError } from '@stars/errors';
import { saysUnusable } from '@stars/platform';
import type { StoreTimeouts } from './store-timeouts.js';

/** Why one answer is less complete than it could be; each reason once. */
export class Degradations {
  readonly #reasons = new Map<string, string>();
  readonly #slow = new Set<string>();

  /** @param until when the answer must be there, ms of `performance.now` */
  constructor(
    private readonly timeouts: StoreTimeouts,
    private readonly until: number,
  ) {}

  add(code: string, message: string): void {
    if (!this.#reasons.has(code)) this.#reasons.set(code, message);
  }

  addAll(reasons: readonly Degradation[]): void {
    for (const { code, message } of reasons) this.add(code, message);
  }

  list(): Degradation[] {
    return [...this.#reasons].map(([code, message]) => ({ code, message }));
  }

  /**
   * Asks a store that the answer can do without. If the store is away or too slow, or a roll-out dropped the version,
   * the answer goes on with `instead` and says so; any other error goes to the caller. A store that was too slow
   * once is not asked again for the same answer.
   */
  async orElse<T>(store: string, instead: T, ask: () => Promise<T>): Promise<T> {
    if (this.#slow.has(store)) return instead;
    try {
      return await this.timeouts.ask(store, this.until, ask);
    } catch (error) {
      if (saysUnusable(error)) {
        if (isStarsError(error) && error.code === 'STARS_DEADLINE_EXCEEDED') this.#slow.add(store);
        this.add('STARS_UNAVAILABLE', `the ${store} is away`);
      } else if (isStarsError(error) && error.code === 'STARS_NOT_FOUND') {
        this.add('STARS_MODEL_NOT_READY', `the ${store} has another model now`);
      } else throw error;
      return instead;
    }
  }
}
