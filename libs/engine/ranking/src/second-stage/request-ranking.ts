import { whileBorrowing } from '../cold-start/borrow.js';
import type { BorrowedStatistics } from '../cold-start/content-neighbours.js';
import type { LiveColdStartItems } from '../cold-start/live-cold-start-items.js';
import type { FeatureLayout } from './feature-layout.js';
import type { FeatureWriter } from './feature-writer.js';
import { type HistorySimilarities, HistorySimilarity, weightOfOwn } from './history-similarity.js';
import type { NeighbourTable } from './item-neighbours.js';
import { fadesOn, type ItemStatisticsState, itemArrays } from './item-statistics.js';
import type { LiveSignals } from './live-signals.js';
import type { ModelScores } from './model-scores.js';
import { OwnEvidence, type OwnTimedEvent } from './own-evidence.js';
import { OwnNovelty } from './own-novelty.js';
import { PurchaseHistory } from './purchase-history.js';
import { type CandidateSizes, type PopularItems, secondStageCandidates } from './second-stage-candidates.js';
import type { SecondStageRequest } from './second-stage-request.js';
import type { SessionLog } from './session-log.js';

/** n candidates with their features. */
export interface DescribedCandidates {
  /** [n] items. */
  candidates: Int32Array;
  /** [n, F], row-major. */
  features: Float32Array;
  /** [n] for cold-start items, ln of how much the user buys their neighbours; NaN for learned items. */
  coldStartLikeness: Float32Array;
}

/** What the requests of one ranker share: nothing in it belongs to a user. */
export interface SharedRanking {
  layout: FeatureLayout;
  levels: readonly Int32Array[];
  statistics: ItemStatisticsState;
  /** Of cold-start items, by place. */
  borrowed: ReadonlyMap<number, BorrowedStatistics>;
  popular: PopularItems;
  liveColdStartItems: LiveColdStartItems;
  writer: FeatureWriter;
}

/** Events of one user, of every kind, and the moment at which they are read. */
export interface TimedEvents {
  /** Oldest first. */
  events: readonly OwnTimedEvent[];
  /** ms since 1970. */
  now: number;
}

const NO_EVENTS: TimedEvents = { events: [], now: 0 };

/** Added before the logarithm of how much the user buys the neighbours of a cold-start item. */
const LIKENESS_FLOOR = 0.01;

/**
 * The ranking of one request, with a state of its own. `read` comes first; all later calls are about that user. It holds arrays
 * of the size of the catalogue, so it is reused: the next request is read into it.
 */
export class RequestRanking {
  /** What the user bought until the request. */
  readonly history: PurchaseHistory;
  readonly #similarity: HistorySimilarities;
  readonly #novelty: OwnNovelty | undefined;
  readonly #evidence: OwnEvidence | undefined;
  #request: SecondStageRequest = { day: 0, hour: 0, region: 0 };

  constructor(private readonly shared: SharedRanking) {
    const { layout, levels, statistics } = shared;
    const size = statistics.all.length;
    const similarTo = (table: NeighbourTable | undefined) => table && new HistorySimilarity(table, size);
    this.history = new PurchaseHistory(size, levels);
    this.#similarity = { users: similarTo(statistics.neighbours), sessions: similarTo(statistics.together) };
    this.#novelty = layout.novelty ? new OwnNovelty(levels) : undefined;
    this.#evidence = layout.evidence && new OwnEvidence(layout.evidence, size);
  }

  /**
   * Reads the sessions of the log's only user, none of them after `request.day`.
   * @param events Of the user, of every kind, oldest first, none after `now` (ms); only a layout with evidence reads them.
   */
  read(sessions: SessionLog, request: SecondStageRequest, { events, now }: TimedEvents = NO_EVENTS): void {
    const { length } = sessions.day;
    this.#request = request;
    this.history.read(sessions, 0, length, request.day, request.hour);
    this.#novelty?.read(sessions, 0, length, request.day);
    this.#evidence?.read(events, now);
    this.#similarity.users?.read(this.history);
    this.#similarity.sessions?.read(this.history);
  }

  /**
   * Items that the user looked at, popular items, cold-start items with a live signal, then items similar to those that the user
   * had. There may be duplicates.
   * @param morning Local day of the statistics: popular items are sorted once for each.
   */
  *popularItems(morning: number, live: LiveSignals | undefined, sizes: CandidateSizes): Generator<number> {
    const { popular, liveColdStartItems } = this.shared;
    yield* this.browsedItems(sizes);
    yield* popular.of(morning, this.#request.region, this.history, live, sizes);
    if (live && sizes.liveColdStartItems > 0)
      yield* liveColdStartItems.of(live, morning).subarray(0, sizes.liveColdStartItems);
    yield* this.similarItems(sizes);
  }

  /** Items that the user lately looked at or put into the cart, and never bought. */
  browsedItems({ browsed }: Pick<CandidateSizes, 'browsed'>): number[] {
    const unseen = this.#evidence?.inOrder().filter((item) => this.history.count[item] === 0) ?? [];
    return unseen.slice(0, browsed);
  }

  /** Unseen items that are similar to those that the user had. */
  similarItems({ similar, together }: CandidateSizes): number[] {
    const { users, sessions } = this.#similarity;
    return [...(users?.best(this.history, similar) ?? []), ...(sessions?.best(this.history, together) ?? [])];
  }

  /** See `secondStageCandidates`. */
  candidates(
    popular: Iterable<number>,
    searched: readonly ArrayLike<number>[],
    sizes: CandidateSizes,
    eligible?: (item: number) => boolean,
    coldStartItems?: readonly ArrayLike<number>[],
  ): Int32Array {
    return secondStageCandidates(this.history, popular, searched, sizes, eligible, coldStartItems);
  }

  /** @param scores Of the candidates, in their order; absent for a user without vectors. */
  describe(candidates: Int32Array, live?: LiveSignals, scores?: ModelScores): DescribedCandidates {
    const { history } = this;
    const novelty = this.#novelty;
    const evidence = this.#evidence;
    const similarity = this.#similarity;
    const request = this.#request;
    const { writer, statistics, borrowed } = this.shared;
    const features = new Float32Array(candidates.length * writer.width);
    const { users, sessions } = similarity;
    const columns = [...itemArrays(statistics), ...(users?.columns ?? []), ...(sessions?.columns ?? [])];
    whileBorrowing({ columns, ofRegion: statistics.regions.get(request.region), borrowed }, candidates, () => {
      const fades = fadesOn(request.day, statistics);
      const input = { request, history, statistics, fades, similarity, novelty, evidence, live, scores };
      writer.write(candidates, input, features, 0);
    });
    return {
      candidates,
      features,
      coldStartLikeness: Float32Array.from(candidates, (item) => this.#coldStartLikeness(item)),
    };
  }

  /** ln(1 + purchases of the item by anybody); undefined for cold-start items. */
  logPopularityOf(item: number): number | undefined {
    const { borrowed, statistics } = this.shared;
    return borrowed.has(item) ? undefined : Math.log1p(statistics.all[item]!);
  }

  #coldStartLikeness(item: number): number {
    const neighbours = this.shared.borrowed.get(item);
    if (!neighbours) return Number.NaN;
    let sum = LIKENESS_FLOOR;
    const { items, weights } = neighbours;
    for (let n = 0; n < items.length; n++) sum += weights[n]! * weightOfOwn(this.history, items[n]!);
    return Math.log(sum);
  }
}
