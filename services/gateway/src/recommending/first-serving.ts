import { Inject, Injectable } from '@nestjs/common';
import { Freshness, type Metrics } from '@stars/platform';
import { CLOCK, type Clock, METRICS } from '../gateway-deps.js';

/** Users whose last answer is remembered; the longest unasked go first. */
const MOST_USERS = 50_000;

/**
 * Notes how old a user's last event is in the first answer that has it. The wait until the user asks is part of that: it is
 * what people see, while the embedder's stages say how fast the system is.
 */
@Injectable()
export class FirstServing {
  readonly #served = new Map<string, number>();
  readonly #freshness: Freshness;

  constructor(@Inject(METRICS) metrics: Metrics, @Inject(CLOCK) clock: Clock) {
    this.#freshness = new Freshness(metrics, clock);
  }

  /** @param asOf time of the last event in the vectors that were served, ms */
  note(tenant: string, userId: string, asOf: number): void {
    const key = `${tenant}/${userId}`;
    const before = this.#served.get(key) ?? 0;
    this.#served.delete(key);
    this.#served.set(key, Math.max(before, asOf));
    if (asOf > before) this.#freshness.reached({ flow: 'interaction', stage: 'served' }, [asOf]);
    if (this.#served.size > MOST_USERS) this.#served.delete(this.#served.keys().next().value!);
  }
}
