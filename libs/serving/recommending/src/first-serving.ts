import { Freshness, type Metrics } from '@stars/platform';
import { LRUCache } from 'lru-cache';
import type { Clock } from './recommending-deps.js';

/** Users that are remembered. */
const MOST_USERS = 50_000;

/**
 * Notes how old a user's last event is in the first answer that has it. The wait until the user asks is part of that: it is
 * what people see, while the embedder's stages say how fast the system is.
 */
export class FirstServing {
  readonly #served = new LRUCache<string, number>({ max: MOST_USERS });
  readonly #freshness: Freshness;

  constructor(metrics: Metrics, clock: Clock) {
    this.#freshness = new Freshness(metrics, clock);
  }

  /** @param asOf time of the last event in the vectors that were served, ms */
  note(tenant: string, userId: string, asOf: number): void {
    const key = `${tenant}/${userId}`;
    const before = this.#served.get(key) ?? 0;
    this.#served.set(key, Math.max(before, asOf));
    if (asOf > before) this.#freshness.reached({ flow: 'interaction', stage: 'served' }, [asOf]);
  }
}
