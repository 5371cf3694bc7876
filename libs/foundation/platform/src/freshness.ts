import type { Metrics } from './metrics.js';
import { noteMoment } from './tracing/tracing.js';

/** Seconds: from the time of a batch to that of a night. */
const FRESHNESS_BUCKETS = [0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300, 1800, 7200, 28_800, 86_400];

/** The kind of data, and the stage that it has reached. */
export type FreshnessStage =
  | { flow: 'interaction'; stage: 'received' | 'vector_stored' | 'in_statistics' | 'served' }
  | { flow: 'impression'; stage: 'stored' }
  | { flow: 'catalogue'; stage: 'indexed' | 'tagged' | 'retrievable' };

/** Older events are imported history, which does not measure the speed of the system, ms. */
const MOST_AGE_MS = 86_400_000;

/** The age of events and catalogue changes when they reach each stage: one histogram, in every service with a stage. */
export class Freshness {
  readonly #seconds;
  readonly #now: () => number;

  /** @param now current time, ms since 1970 */
  constructor(metrics: Metrics, now: () => number = Date.now) {
    this.#seconds = metrics.tracedHistogram({
      name: 'stars_freshness_seconds',
      help: 'Age of interactions, confirmed impressions and catalogue changes when they come to a stage; what is older than a day is not counted.',
      labels: ['flow', 'stage'],
      buckets: FRESHNESS_BUCKETS,
    });
    this.#now = now;
  }

  /** @param times when the events that reached the stage happened, ms; unknown ones, also as NaN, are left out */
  reached({ flow, stage }: FreshnessStage, times: Iterable<number | undefined>): void {
    noteMoment(`${flow} ${stage}`);
    const now = this.#now();
    for (const time of times) {
      if (time === undefined || !(now - time <= MOST_AGE_MS)) continue;
      // Clocks of two machines differ a little.
      this.#seconds.observe({ flow, stage }, Math.max(0, now - time) / 1000);
    }
  }
}
