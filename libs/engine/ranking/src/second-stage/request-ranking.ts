import { COLD_START, LEARNED, LIVE_COLD_START } from '../cold-start/cold-start-places.js';
import type { BorrowedStatistics } from '../cold-start/content-neighbours.js';
import type { LiveColdStartItems } from '../cold-start/live-cold-start-items.js';
import type { FeatureLayout } from './feature-layout.js';
import type { FeatureWriter } from './feature-writer.js';
import { type HistorySimilarities, HistorySimilarity } from './history-similarity.js';
import { fadesOn, MONTH, type RankerStatistics } from './item-statistics.js';
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
  /** [n] `LEARNED`, `COLD_START` or `LIVE_COLD_START`. */
  kinds: Uint8Array;
}

/** What the requests of one ranker share: nothing in it belongs to a user. */
export interface SharedRanking {
  layout: FeatureLayout;
  levels: readonly Int32Array[];
  statistics: RankerStatistics;
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

/** Candidates besides the repeat candidates and the results of the searches. There may be duplicates, and items that the user had. */
export interface OtherItems {
  /** Items that the user lately looked at or put into the cart, and never bought. */
  browsed: readonly number[];
  /** Popular items, and cold-start items with a live signal. */
  popular: readonly number[];
  /** Unseen items that are similar to those that the user had. */
  similar: readonly number[];
}

/**
 * The ranking of one request, with a state of its own that is as large as the user's history. `read` comes first; all later calls
 * are about that user. The next request is read into it.
 */
export class RequestRanking {
  /** What the user bought until the request. */
  readonly history: PurchaseHistory;
  /** Numbers of the user's items, those bought often and lately first. */
  order: Int32Array = new Int32Array(0);
  readonly #similarity: HistorySimilarities;
  readonly #novelty: OwnNovelty;
  readonly #evidence: OwnEvidence | undefined;
  #request: SecondStageRequest = { day: 0, hour: 0, region: 0 };

  constructor(private readonly shared: SharedRanking) {
    const { layout, levels, statistics } = shared;
    this.history = new PurchaseHistory(levels);
    this.#similarity = {
      users: new HistorySimilarity(statistics.neighbours),
      sessions: new HistorySimilarity(statistics.together),
    };
    this.#novelty = new OwnNovelty(levels);
    this.#evidence = layout.evidence && new OwnEvidence(layout.evidence);
  }

  /**
   * Reads the sessions of the log's only user, none of them after `request.day`.
   * @param events Of the user, of every kind, oldest first, none after `now` (ms); only a layout with evidence reads them.
   */
  read(sessions: SessionLog, request: SecondStageRequest, { events, now }: TimedEvents = NO_EVENTS): void {
    const { length } = sessions.day;
    const { history } = this;
    this.#request = request;
    history.read(sessions, 0, length, request.day, request.hour);
    this.order = history.inOrder();
    this.#novelty.read(history, sessions, length, request.day);
    this.#evidence?.read(events, now);
    this.#similarity.users.read(history, this.order);
    this.#similarity.sessions.read(history, this.order);
  }

  /** Number of columns, F. */
  get width(): number {
    return this.shared.writer.width;
  }

  /** @param morning Local day of the statistics: popular items are sorted once for each. */
  others(morning: number, live: LiveSignals | undefined, sizes: CandidateSizes): OtherItems {
    const { history } = this;
    const { popular, liveColdStartItems } = this.shared;
    const { users, sessions } = this.#similarity;
    const unseen = this.#evidence?.inOrder().filter((item) => !history.has(item)) ?? [];
    const promoted = live && sizes.liveColdStartItems > 0 ? liveColdStartItems.of(live, morning) : [];
    return {
      browsed: unseen.slice(0, sizes.browsed),
      popular: [
        ...popular.of(morning, this.#request.region, history, live, sizes),
        ...promoted.slice(0, sizes.liveColdStartItems),
      ],
      similar: [...users.best(history, sizes.similar), ...sessions.best(history, sizes.together)],
    };
  }

  /** See `secondStageCandidates`. */
  candidates(
    { browsed, popular, similar }: OtherItems,
    searched: readonly ArrayLike<number>[],
    sizes: CandidateSizes,
    eligible?: (item: number) => boolean,
    coldStartItems?: readonly ArrayLike<number>[],
  ): Int32Array {
    const others = [...browsed, ...popular, ...similar];
    return secondStageCandidates(this.history, this.order, others, searched, sizes, eligible, coldStartItems);
  }

  /**
   * @param scores Of the candidates, in their order; absent for a user without vectors.
   * @param features Where the features are written, with room for all; absent: a new array.
   */
  describe(
    candidates: Int32Array,
    live?: LiveSignals,
    scores?: ModelScores,
    features = new Float32Array(candidates.length * this.shared.writer.width),
  ): DescribedCandidates {
    const { writer, statistics, popular, borrowed } = this.shared;
    const request = this.#request;
    const similarity = this.#similarity;
    const kinds = new Uint8Array(candidates.length).fill(LEARNED);
    if (borrowed.size > 0) {
      candidates.forEach((item, place) => {
        const neighbours = borrowed.get(item);
        if (!neighbours) return;
        similarity.users.borrow(item, neighbours);
        similarity.sessions.borrow(item, neighbours);
        kinds[place] = live?.values.some((values) => values[item]! > 0) ? LIVE_COLD_START : COLD_START;
      });
    }
    const fades = fadesOn(request.day, statistics);
    const highest = Math.max(1, popular.highest(request.day) * fades.purchases[MONTH]!);
    const own = { history: this.history, similarity, novelty: this.#novelty, evidence: this.#evidence };
    writer.write(candidates, { request, statistics, fades, highest, ...own, live, scores }, features, 0, borrowed);
    return { candidates, features, kinds };
  }

  /** ln(1 + purchases of the item by anybody); undefined for cold-start items. */
  logPopularityOf(item: number): number | undefined {
    const { borrowed, statistics } = this.shared;
    return borrowed.has(item) ? undefined : Math.log1p(statistics.all[item]!);
  }
}
