import { BestItems } from '../best-items.js';
import {
  COLD_START_SHARE,
  type ColdStartWeights,
  LEARNED,
  PLAIN_COLD_START,
  spreadColdStartItems,
  withColdStartItems,
} from '../cold-start/cold-start-places.js';
import { LiveColdStartItems } from '../cold-start/live-cold-start-items.js';
import { PopularLists } from '../sources/popular-lists.js';
import type { FeatureLayout } from './feature-layout.js';
import { FeatureWriter } from './feature-writer.js';
import { MONTH, type RankerStatistics } from './item-statistics.js';
import { type DescribedCandidates, RequestRanking, type SharedRanking } from './request-ranking.js';
import type { CandidateScorer } from './second-stage-weights.js';

/** What a ranker knows of items besides their statistics. */
type KnownOfItems = Partial<Pick<SharedRanking, 'borrowed' | 'texts' | 'neverChosen'>>;

/**
 * The second-stage ranker, from one user's sessions to candidates with features. Serving, evaluation and training all use it.
 * The state of a user is in the requests that it opens; they share everything else.
 */
export class SecondStageRanker {
  readonly width: number;
  readonly #shared: SharedRanking;

  /**
   * @param statistics As of the requests' mornings; if they move on, `morning` says so.
   * @param levels Group of each item by level, finest first, [I] each, -1 for none.
   * @param known What is known of items besides.
   */
  constructor(
    layout: FeatureLayout,
    levels: readonly Int32Array[],
    statistics: RankerStatistics,
    { borrowed = new Map(), texts, neverChosen = new Set() }: KnownOfItems = {},
  ) {
    const nearDuplicates = layout.texts ? { groupOf: levels[layout.levels]!, level: layout.levels } : undefined;
    this.#shared = {
      layout,
      levels,
      statistics,
      borrowed,
      popular: new PopularLists(statistics, levels[0], nearDuplicates),
      liveColdStartItems: new LiveColdStartItems(statistics.purchases[MONTH]!, borrowed),
      writer: new FeatureWriter(layout, levels, statistics.all.length),
      texts,
      neverChosen,
    };
    this.width = this.#shared.writer.width;
  }

  /** Sorts popular items before a request needs them. @param morning See `RequestRanking.others`. */
  sortPopular(morning: number): void {
    this.#shared.popular.on(morning);
  }

  /** A state for one request at a time; no user is read yet. */
  newRequest(): RequestRanking {
    return new RequestRanking(this.#shared);
  }
}

/** A candidate in its place of the ranking. */
export interface RankedPlace {
  /** Among the candidates. */
  place: number;
  item: number;
  score: number;
  /** What the weights of cold-start items add to the network's score. */
  ofColdStart: number;
  /** How far the network's score is above the mean of the other candidates. */
  above: number;
}

/** The best `pool` of the candidates, best first, ties to the earlier one. Cold-start items get no more than their share of the places. */
export function secondStageTop(
  scorer: CandidateScorer,
  { candidates, features, kinds }: DescribedCandidates,
  pool: number,
  weights: ColdStartWeights = PLAIN_COLD_START,
  share = COLD_START_SHARE,
): RankedPlace[] {
  const plain = scorer.score(features, candidates.length);
  const scores = withColdStartItems(plain, kinds, weights);
  const sum = plain.reduce((all, score) => all + score, 0);
  const isColdStart = (place: number): boolean => kinds[place] !== LEARNED;
  // A list of `pool` has no more than so many of either kind.
  const [coldStart, others] = [new BestItems(pool), new BestItems(pool)];
  for (let place = 0; place < scores.length; place++) {
    const best = isColdStart(place) ? coldStart : others;
    if (best.takes(scores[place]!, place)) best.put(scores[place]!, place);
  }
  const order = new Int32Array(others.size + coldStart.size);
  coldStart.drainTo(order, others.drainTo(order, 0));
  const sorted = Array.from(order).sort((a, b) => scores[b]! - scores[a]! || a - b);
  const places = spreadColdStartItems(sorted, isColdStart, share).slice(0, pool);
  return places.map((place) => ({
    place,
    item: candidates[place]!,
    score: scores[place]!,
    ofColdStart: scores[place]! - plain[place]!,
    above: plain[place]! - (sum - plain[place]!) / Math.max(1, plain.length - 1),
  }));
}
