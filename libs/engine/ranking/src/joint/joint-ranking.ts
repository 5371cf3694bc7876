import { whileLent } from '../newcomers/lend.js';
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
import { type ItemNeighbours, Likeness, weightOfOwn } from './item-neighbours.js';
import type { ItemStatisticsState } from './item-statistics.js';
import { type CandidateSizes, jointCandidates, PopularItems } from './joint-candidates.js';
import { JointFeatures, type LiveSignals, type ModelScores, type OwnLikeness } from './joint-features.js';
import type { JointLayout } from './joint-layout.js';
import type { JointRequest } from './joint-request.js';
import type { CandidateScorer } from './joint-weights.js';
import { OwnItems } from './own-items.js';
import type { VisitLog } from './visit-log.js';

/** n candidates with what the joint ranking is told of them. */
export interface DescribedCandidates {
  /** [n] items. */
  candidates: Int32Array;
  /** [n, F], row-major. */
  features: Float32Array;
  /** [n] ln(1 + purchases of the item by anybody). */
  logPopularity: Float32Array;
  /** [n] of newcomers, ln of how much the user buys what lends to them; NaN for what was learned. */
  newcomers: Float32Array;
}

/** Added before the logarithm of how much the user buys what lends to a newcomer. */
const LIKENESS_FLOOR = 0.01;

/**
 * The joint ranking from one user's visits to described candidates: the one path of serving, evaluation and training.
 * Holds arrays of the size of the catalogue, which it uses for one user after the other: `read` comes first, and what
 * follows is of that user until the next `read`.
 */
export class JointRanking {
  readonly width: number;
  readonly own: OwnItems;
  private readonly popular: PopularItems;
  private readonly writer: JointFeatures;
  private readonly likeness: OwnLikeness;
  private readonly liveNewcomers: LiveNewcomers;
  private request: JointRequest = { day: 0, hour: 0, region: 0 };

  /**
   * @param statistics As of the requests' mornings; whoever moves them on says so by `morning`.
   * @param levels Group of each item by level, finest first, [I] each, -1 for none.
   * @param loans Of newcomers: items that have no statistics of their own.
   */
  constructor(
    layout: JointLayout,
    levels: readonly Int32Array[],
    private readonly statistics: ItemStatisticsState,
    private readonly loans: ReadonlyMap<number, Loan> = new Map(),
  ) {
    const twins = layout.texts ? { groupOf: levels[layout.levels]!, level: layout.levels } : undefined;
    this.popular = new PopularItems(statistics, levels[0], twins);
    this.own = new OwnItems(statistics.all.length, levels);
    this.writer = new JointFeatures(layout, levels);
    const likenessOf = (neighbours: ItemNeighbours | undefined) =>
      neighbours && new Likeness(neighbours, statistics.all.length);
    this.likeness = { users: likenessOf(statistics.neighbours), visits: likenessOf(statistics.together) };
    this.liveNewcomers = new LiveNewcomers(statistics, loans);
    this.width = this.writer.width;
  }

  /** Takes in the visits of the log's only user, none of them after `request.day`. */
  read(visits: VisitLog, request: JointRequest): void {
    this.request = request;
    this.own.read(visits, 0, visits.day.length, request.day, request.hour);
    this.writer.novelty?.read(visits, request.day);
    this.likeness.users?.read(this.own);
    this.likeness.visits?.read(this.own);
  }

  /**
   * What is popular, and newcomers with a live signal, then what is like the user's own items; duplicates are left in.
   * @param morning Local day that the statistics stand on: what is popular is sorted once for each.
   */
  *popularItems(morning: number, live: LiveSignals | undefined, sizes: CandidateSizes): Generator<number> {
    yield* this.popular.of(morning, this.request.region, this.own, live, sizes);
    if (live && sizes.liveNewcomers > 0) yield* this.liveNewcomers.of(live, morning).subarray(0, sizes.liveNewcomers);
    yield* this.similarItems(sizes);
  }

  /** What is like the user's own items, and new to the user. */
  similarItems({ similar, together }: CandidateSizes): number[] {
    const { users, visits } = this.likeness;
    return [...(users?.best(this.own, similar) ?? []), ...(visits?.best(this.own, together) ?? [])];
  }

  /** See `jointCandidates`. */
  candidates(
    popular: Iterable<number>,
    searched: readonly ArrayLike<number>[],
    sizes: CandidateSizes,
    eligible?: (item: number) => boolean,
    newcomers?: readonly ArrayLike<number>[],
  ): Int32Array {
    return jointCandidates(this.own, popular, searched, sizes, eligible, newcomers);
  }

  /** @param scores Of the candidates, in their order; absent for a user without vectors. */
  describe(candidates: Int32Array, live?: LiveSignals, scores?: ModelScores): DescribedCandidates {
    const { own, statistics, request, likeness, loans } = this;
    const features = new Float32Array(candidates.length * this.width);
    whileLent({ statistics, likeness: [likeness.users, likeness.visits], loans }, candidates, request.region, () => {
      this.writer.write(candidates, own, statistics, request, live, likeness, scores, features, 0);
    });
    // Of what is borrowed nobody has bought anything: where places are given to what few are shown, newcomers are among that.
    const logPopularity = Float32Array.from(candidates, (item) => Math.log1p(statistics.all[item]!));
    return {
      candidates,
      features,
      logPopularity,
      newcomers: Float32Array.from(candidates, (item) => this.bought(item)),
    };
  }

  private bought(item: number): number {
    const loan = this.loans.get(item);
    if (!loan) return Number.NaN;
    let sum = LIKENESS_FLOOR;
    for (let n = 0; n < loan.items.length; n++) sum += loan.weights[n]! * weightOfOwn(this.own, loan.items[n]!);
    return Math.log(sum);
  }
}

/**
 * The best k of the candidates, best first, and what follows them up to `pool`: see `topWithCoverage`; newcomers have no
 * more than their share of the places.
 */
export function jointTop(
  network: CandidateScorer,
  { candidates, features, logPopularity, newcomers }: DescribedCandidates,
  tail: TailCoverage,
  k: number,
  pool = k,
  weights: NewcomerWeights = PLAIN_NEWCOMERS,
  share = NEWCOMER_SHARE,
): { item: number; score: number }[] {
  const plain = network.score(features, candidates.length);
  const scores = withNewcomers(plain, newcomers, weights);
  const isNewcomer = (place: number): boolean => !Number.isNaN(newcomers[place]!);
  const order = topWithCoverage(scores, logPopularity, k, tail, newcomers.some(Number.isFinite) ? scores.length : pool);
  const places = spreadNewcomers(order, isNewcomer, share).slice(0, Math.max(k, pool));
  return places.map((place) => ({ item: candidates[place]!, score: scores[place]! }));
}
