import { inSpan, type Metrics, nextTurn, turnIsOver } from '@stars/platform';

const SHARES = [0.01, 0.02, 0.05, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9];
const LIST_SIZES = [0, 1, 5, 10, 20, 50, 100, 200, 500, 1000];

export type Stage =
  | 'profile'
  | 'encode'
  | 'search'
  | 'offsets'
  | 'cold_start_search'
  | 'second_stage_candidates'
  | 'second_stage_eligibility'
  | 'second_stage_rank'
  | 'list'
  | 'fallback'
  | 'buy_again'
  | 'rank'
  | 'arrange'
  | 'present';

/** What a recommendation counts and times. */
export class RecommendingMetrics {
  readonly #stages;
  readonly #degradations;
  readonly #listSizes;
  readonly #offsetShares;
  readonly #offsetAlarms;

  constructor(metrics: Metrics) {
    this.#stages = metrics.tracedHistogram({
      name: 'stars_gateway_stage_seconds',
      help: 'Time of each stage of a recommendation.',
      labels: ['stage'],
    });
    this.#degradations = metrics.counter({
      name: 'stars_gateway_degradations_total',
      help: 'Recommendations that were less than they could have been, by reason.',
      labels: ['code'],
    });
    this.#listSizes = metrics.histogram({
      name: 'stars_gateway_list_items',
      help: 'Items in an answer.',
      labels: ['method'],
      buckets: LIST_SIZES,
    });
    this.#offsetShares = metrics.histogram({
      name: 'stars_gateway_offset_share',
      help: 'Share of the scores of an answer that a context signal made, by signal; of one answer a second.',
      labels: ['signal'],
      buckets: SHARES,
    });
    this.#offsetAlarms = metrics.counter({
      name: 'stars_gateway_offset_alarms_total',
      help: 'Answers in which a context signal made more of the scores than its limit.',
      labels: ['signal'],
    });
  }

  degraded(code: string): void {
    this.#degradations.inc({ code });
  }

  listSize(method: string, size: number): void {
    this.#listSizes.observe({ method }, size);
  }

  offsetShare(signal: string, share: number, isAlarm: boolean): void {
    if (Number.isFinite(share)) this.#offsetShares.observe({ signal }, share);
    if (isAlarm) this.#offsetAlarms.inc({ signal });
  }

  /** Runs a stage and records its duration, also if it fails. Others have their turn before it: stores of the same process answer without a pause. */
  async stage<T>(stage: Stage, work: () => Promise<T> | T): Promise<T> {
    if (turnIsOver()) await nextTurn();
    return inSpan(stage, () => this.#timed(stage, work));
  }

  async #timed<T>(stage: Stage, work: () => Promise<T> | T): Promise<T> {
    const begun = performance.now();
    try {
      return await work();
    } finally {
      this.#stages.observe({ stage }, (performance.now() - begun) / 1000);
    }
  }
}
