import { whileLent } from '../cold-start/borrow.js';
import type { BorrowedStatistics } from '../cold-start/content-neighbours.js';
import type { LiveColdStartItems } from '../cold-start/live-cold-start-items.js';
import type { FeatureLayout } from './feature-layout.js';
import type { FeatureWriter } from './feature-writer.js';
import { type HistorySimilarities, HistorySimilarity, weightOfOwn } from './history-similarity.js';
import type { NeighbourTable } from './item-neighbours.js';
import { type ItemStatisticsState, itemColumns } from './item-statistics.js';
import type { LiveSignals } from './live-signals.js';
import type { ModelScores } from './model-scores.js';
import { OwnNovelty } from './own-novelty.js';
import { PurchaseHistory } from './purchase-history.js';
import { type CandidateSizes, type PopularItems, secondStageCandidates } from './second-stage-candidates.js';
import type { SecondStageRequest } from './second-stage-request.js';
import type { SessionLog } from './session-log.js';

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

/** What the requests of one ranking share: nothing in it is of a user. */
export interface SharedRanking {
  layout: FeatureLayout;
  levels: readonly Int32Array[];
  statistics: ItemStatisticsState;
  loans: ReadonlyMap<number, BorrowedStatistics>;
  popular: PopularItems;
  liveColdStartItems: LiveColdStartItems;
  writer: FeatureWriter;
}

/** Added before the logarithm of how much the user buys what lends to a newcomer. */
const LIKENESS_FLOOR = 0.01;

/**
 * The ranking of one request, with a state of its own: `read` comes first, and what follows is of that user. It holds arrays
 * of the size of the catalogue, so whoever has no more use for it reads the next request into it.
 */
export class RequestRanking {
  /** What the user had until the request. */
  readonly history: PurchaseHistory;
  readonly #similarity: HistorySimilarities;
  readonly #novelty: OwnNovelty | undefined;
  #request: SecondStageRequest = { day: 0, hour: 0, region: 0 };

  constructor(private readonly shared: SharedRanking) {
    const { layout, levels, statistics } = shared;
    const size = statistics.all.length;
    const similarTo = (table: NeighbourTable | undefined) => table && new HistorySimilarity(table, size);
    this.history = new PurchaseHistory(size, levels);
    this.#similarity = { users: similarTo(statistics.neighbours), visits: similarTo(statistics.together) };
    this.#novelty = layout.novelty ? new OwnNovelty(levels) : undefined;
  }

  /** Takes in the visits of the log's only user, none of them after `request.day`. */
  read(visits: SessionLog, request: SecondStageRequest): void {
    const { length } = visits.day;
    this.#request = request;
    this.history.read(visits, 0, length, request.day, request.hour);
    this.#novelty?.read(visits, 0, length, request.day);
    this.#similarity.users?.read(this.history);
    this.#similarity.visits?.read(this.history);
  }

  /**
   * What is popular, and newcomers with a live signal, then what is like the user's own items; duplicates are left in.
   * @param morning Local day that the statistics stand on: what is popular is sorted once for each.
   */
  *popularItems(morning: number, live: LiveSignals | undefined, sizes: CandidateSizes): Generator<number> {
    const { popular, liveColdStartItems } = this.shared;
    yield* popular.of(morning, this.#request.region, this.history, live, sizes);
    if (live && sizes.liveColdStartItems > 0)
      yield* liveColdStartItems.of(live, morning).subarray(0, sizes.liveColdStartItems);
    yield* this.similarItems(sizes);
  }

  /** What is like the user's own items, and new to the user. */
  similarItems({ similar, together }: CandidateSizes): number[] {
    const { users, visits } = this.#similarity;
    return [...(users?.best(this.history, similar) ?? []), ...(visits?.best(this.history, together) ?? [])];
  }

  /** See `secondStageCandidates`. */
  candidates(
    popular: Iterable<number>,
    searched: readonly ArrayLike<number>[],
    sizes: CandidateSizes,
    eligible?: (item: number) => boolean,
    newcomers?: readonly ArrayLike<number>[],
  ): Int32Array {
    return secondStageCandidates(this.history, popular, searched, sizes, eligible, newcomers);
  }

  /** @param scores Of the candidates, in their order; absent for a user without vectors. */
  describe(candidates: Int32Array, live?: LiveSignals, scores?: ModelScores): DescribedCandidates {
    const { history } = this;
    const novelty = this.#novelty;
    const similarity = this.#similarity;
    const request = this.#request;
    const { writer, statistics, loans } = this.shared;
    const features = new Float32Array(candidates.length * writer.width);
    const { users, visits } = similarity;
    const columns = [...itemColumns(statistics, request.region), ...(users?.columns ?? []), ...(visits?.columns ?? [])];
    whileLent({ columns, loans }, candidates, () => {
      writer.write(candidates, { request, history, statistics, similarity, novelty, live, scores }, features, 0);
    });
    // Of what is borrowed nobody has bought anything: where places are given to what few are shown, newcomers are among that.
    const logPopularity = Float32Array.from(candidates, (item) => Math.log1p(statistics.all[item]!));
    return {
      candidates,
      features,
      logPopularity,
      newcomers: Float32Array.from(candidates, (item) => this.#bought(item)),
    };
  }

  #bought(item: number): number {
    const loan = this.shared.loans.get(item);
    if (!loan) return Number.NaN;
    let sum = LIKENESS_FLOOR;
    for (let n = 0; n < loan.items.length; n++) sum += loan.weights[n]! * weightOfOwn(this.history, loan.items[n]!);
    return Math.log(sum);
  }
}
