import {
  COLD_START_SHARE,
  type ColdStartWeights,
  PLAIN_NEWCOMERS,
  spreadColdStartItems,
  withColdStartItems,
} from '../cold-start/cold-start-places.js';
import type { BorrowedStatistics } from '../cold-start/content-neighbours.js';
import { LiveColdStartItems } from '../cold-start/live-cold-start-items.js';
import { type TailCoverage, topWithCoverage } from './cover-tail.js';
import type { FeatureLayout } from './feature-layout.js';
import { FeatureWriter } from './feature-writer.js';
import { type ItemStatisticsState, MONTH } from './item-statistics.js';
import { type DescribedCandidates, RequestRanking, type SharedRanking } from './request-ranking.js';
import { PopularItems } from './second-stage-candidates.js';
import type { CandidateScorer } from './second-stage-weights.js';

/**
 * The joint ranking from one user's visits to described candidates: the one path of serving, evaluation and training. What is
 * of a user is in the requests that it opens; all else they share.
 */
export class SecondStageRanker {
  readonly width: number;
  readonly #shared: SharedRanking;

  /**
   * @param statistics As of the requests' mornings; whoever moves them on says so by `morning`.
   * @param levels Group of each item by level, finest first, [I] each, -1 for none.
   * @param loans Of newcomers: items that have no statistics of their own.
   */
  constructor(
    layout: FeatureLayout,
    levels: readonly Int32Array[],
    statistics: ItemStatisticsState,
    loans: ReadonlyMap<number, BorrowedStatistics> = new Map(),
  ) {
    const twins = layout.texts ? { groupOf: levels[layout.levels]!, level: layout.levels } : undefined;
    this.#shared = {
      layout,
      levels,
      statistics,
      loans,
      popular: new PopularItems(statistics, levels[0], twins),
      liveColdStartItems: new LiveColdStartItems(statistics.windows[MONTH]!, loans),
      writer: new FeatureWriter(layout, levels),
    };
    this.width = this.#shared.writer.width;
  }

  /** A state for one request at a time, of no user yet. */
  newRequest(): RequestRanking {
    return new RequestRanking(this.#shared);
  }
}

/**
 * The best `shown` of the candidates, best first, and what follows them up to `pool`: see `topWithCoverage`; newcomers have no
 * more than their share of the places.
 */
export function secondStageTop(
  network: CandidateScorer,
  { candidates, features, logPopularity, newcomers }: DescribedCandidates,
  tail: TailCoverage,
  shown: number,
  pool = shown,
  weights: ColdStartWeights = PLAIN_NEWCOMERS,
  share = COLD_START_SHARE,
): { item: number; score: number }[] {
  const plain = network.score(features, candidates.length);
  const scores = withColdStartItems(plain, newcomers, weights);
  const isColdStart = (place: number): boolean => !Number.isNaN(newcomers[place]!);
  const order = topWithCoverage(
    scores,
    logPopularity,
    shown,
    tail,
    newcomers.some(Number.isFinite) ? scores.length : pool,
  );
  const places = spreadColdStartItems(order, isColdStart, share).slice(0, Math.max(shown, pool));
  return places.map((place) => ({ item: candidates[place]!, score: scores[place]! }));
}
