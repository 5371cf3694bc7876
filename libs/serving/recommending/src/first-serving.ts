import { Freshness, type Metrics } from '@stars/platform';
import type { Clock } from './recommending-deps.js';

/** Users of one half of the memory. At most twice as many are remembered; the older half is forgotten at once. */
const MOST_USERS = 25_000;

/**
 * Notes how old a user's last event is in the first answer that has it. The wait until the user asks is part of that: it is
 * what people see, while the embedder's stages say how fast the system is.
 */
export class FirstServing {
  /** The newer and the older half. Deleting users one by one would leave holes in the map, which slow down finding the first. */
  #served = new Map<string, number>();
  #before = new Map<string, number>();
  readonly #freshness: Freshness;

  constructor(metrics: Metrics, clock: Clock) {
    this.#freshness = new Freshness(metrics, clock);
  }

  /** @param asOf time of the last event in the vectors that were served, ms */
  note(tenant: string, userId: string, asOf: number): void {
    const key = `${tenant}/${userId}`;
    const before = this.#served.get(key) ?? this.#before.get(key) ?? 0;
    this.#served.set(key, Math.max(before, asOf));
    if (asOf > before) this.#freshness.reached({ flow: 'interaction', stage: 'served' }, [asOf]);
    if (this.#served.size < MOST_USERS) return;
    this.#before = this.#served;
    this.#served = new Map();
  }
}
