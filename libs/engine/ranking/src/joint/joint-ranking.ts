import type { Loan } from '../newcomers/lenders.js';
import { LiveNewcomers } from '../newcomers/live-newcomers.js';
import {
  NEWCOMER_SHARE,
  type NewcomerWeights,
  PLAIN_NEWCOMERS,
  spreadNewcomers,
  withNewcomers,
} from '../newcomers/newcomer-places.js';
import { type TailCoverage, topWithCoverage } from './cover-tail.js';
import { type ItemStatisticsState, MONTH } from './item-statistics.js';
import { PopularItems } from './joint-candidates.js';
import { JointFeatures } from './joint-features.js';
import type { JointLayout } from './joint-layout.js';
import type { CandidateScorer } from './joint-weights.js';
import { type DescribedCandidates, RequestRanking, type SharedRanking } from './request-ranking.js';

/**
 * The joint ranking from one user's visits to described candidates: the one path of serving, evaluation and training. What is
 * of a user is in the requests that it opens; all else they share.
 */
export class JointRanking {
  readonly width: number;
  readonly #shared: SharedRanking;

  /**
   * @param statistics As of the requests' mornings; whoever moves them on says so by `morning`.
   * @param levels Group of each item by level, finest first, [I] each, -1 for none.
   * @param loans Of newcomers: items that have no statistics of their own.
   */
  constructor(
    layout: JointLayout,
    levels: readonly Int32Array[],
    statistics: ItemStatisticsState,
    loans: ReadonlyMap<number, Loan> = new Map(),
  ) {
    const twins = layout.texts ? { groupOf: levels[layout.levels]!, level: layout.levels } : undefined;
    this.#shared = {
      layout,
      levels,
      statistics,
      loans,
      popular: new PopularItems(statistics, levels[0], twins),
      liveNewcomers: new LiveNewcomers(statistics.windows[MONTH]!, loans),
      writer: new JointFeatures(layout, levels),
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
export function jointTop(
  network: CandidateScorer,
  { candidates, features, logPopularity, newcomers }: DescribedCandidates,
  tail: TailCoverage,
  shown: number,
  pool = shown,
  weights: NewcomerWeights = PLAIN_NEWCOMERS,
  share = NEWCOMER_SHARE,
): { item: number; score: number }[] {
  const plain = network.score(features, candidates.length);
  const scores = withNewcomers(plain, newcomers, weights);
  const isNewcomer = (place: number): boolean => !Number.isNaN(newcomers[place]!);
  const order = topWithCoverage(
    scores,
    logPopularity,
    shown,
    tail,
    newcomers.some(Number.isFinite) ? scores.length : pool,
  );
  const places = spreadNewcomers(order, isNewcomer, share).slice(0, Math.max(shown, pool));
  return places.map((place) => ({ item: candidates[place]!, score: scores[place]! }));
}
