import type { CandidateSource } from '@stars/contracts';
import { COLD_START, LEARNED, LIVE_COLD_START } from '../cold-start/cold-start-places.js';
import type { BorrowedStatistics } from '../cold-start/content-neighbours.js';
import type { LiveColdStartItems } from '../cold-start/live-cold-start-items.js';
import { CANDIDATE_FINDERS, type FinderInput } from '../sources/candidate-finders.js';
import { type CandidateSizes, sizesOf } from '../sources/candidate-sizes.js';
import { type CandidateLists, mergeCandidates } from '../sources/merge-candidates.js';
import type { PopularLists } from '../sources/popular-lists.js';
import { fadedTotals } from './catalogue-totals.js';
import type { FeatureLayout } from './feature-layout.js';
import type { FeatureWriter } from './feature-writer.js';
import type { NarrowNeighbours } from './history-similarity.js';
import { fadesOn, type RankerStatistics } from './item-statistics.js';
import type { ItemTexts } from './item-texts.js';
import type { LiveSignals } from './live-signals.js';
import type { ModelScores } from './model-scores.js';
import { OwnEvidence } from './own-evidence.js';
import { OwnNovelty } from './own-novelty.js';
import { NO_EVENTS, OwnSimilarity, type TimedEvents } from './own-similarity.js';
import { PurchaseHistory } from './purchase-history.js';
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
  /** Of cold-start items, by place: they are ranked by what they borrow, not by statistics of their own. */
  borrowed: ReadonlyMap<number, BorrowedStatistics>;
  popular: PopularLists;
  liveColdStartItems: LiveColdStartItems;
  writer: FeatureWriter;
  /** Of learned items; absent if they have none. */
  texts?: ItemTexts | undefined;
  /** Places of items that people often meet and never choose: they are no candidates. */
  neverChosen: ReadonlySet<number>;
}

/** Candidates besides the repeat candidates and the results of the searches. There may be duplicates, and items that the user had. */
export interface OtherItems {
  items: readonly number[];
  /** What found each. */
  sources: readonly CandidateSource[];
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
  readonly #similarity: OwnSimilarity;
  readonly #novelty: OwnNovelty;
  readonly #evidence: OwnEvidence | undefined;
  #request: SecondStageRequest = { day: 0, hour: 0, region: 0 };
  /** What the list is because of: no candidates. */
  #seeds: ReadonlySet<number> = new Set();

  constructor(private readonly shared: SharedRanking) {
    const { layout, levels } = shared;
    this.history = new PurchaseHistory(levels);
    this.#similarity = new OwnSimilarity(shared);
    this.#novelty = new OwnNovelty(levels);
    this.#evidence = layout.evidence && new OwnEvidence(layout.evidence);
  }

  /**
   * Reads the sessions of the log's only user, none of them after `request.day`.
   * @param timed Events of the user, of every kind, none after its moment; and the seeds of the list.
   */
  read(sessions: SessionLog, request: SecondStageRequest, timed: TimedEvents = NO_EVENTS): void {
    const { length } = sessions.day;
    const { history } = this;
    this.#request = request;
    this.#seeds = new Set(timed.seeds?.map(({ item }) => item));
    history.read(sessions, 0, length, request.day, request.hour);
    this.order = history.inOrder();
    this.#novelty.read(history, sessions, length, request.day);
    this.#evidence?.read(timed.events, timed.now);
    this.#similarity.read(history, this.order, timed);
  }

  /** The user's items, those bought often and lately first, without seeds. */
  ownItems(): Int32Array {
    const { keys } = this.history.items;
    const items = this.order.map((number) => keys[number]!);
    return this.#seeds.size === 0 ? items : items.filter((item) => !this.#seeds.has(item));
  }

  isSeed(item: number): boolean {
    return this.#seeds.has(item);
  }

  /** The neighbours of the user's items that are some candidates: most are none of them. */
  narrowNeighbours(candidates: Iterable<number>): NarrowNeighbours {
    return this.#similarity.narrowNeighbours(this.history, this.order, candidates, this.shared.borrowed);
  }

  /**
   * Makes the columns of similarity those of another request's user, if that one had never bought or touched `item`. They are right of
   * the candidates of `narrow` alone.
   */
  readSimilarity(user: RequestRanking, item: number, narrow: NarrowNeighbours): void {
    this.#similarity.readWithout(item, user.#similarity, user, narrow);
  }

  /** The user's items, and the seeds, that most likely raise the columns of similarity of `item`: at most six. */
  similarOwn(item: number): Set<number> {
    // A cold-start item borrows most from the first.
    const found = this.#similarity.mostSimilarOwn(this.shared.borrowed.get(item)?.items[0] ?? item);
    found.delete(item);
    return found;
  }

  /** Number of columns, F. */
  get width(): number {
    return this.shared.writer.width;
  }

  /** How many candidates each source gives in this shop. @param morning See `others`. */
  sizes(morning: number, sizes: CandidateSizes): CandidateSizes {
    return sizesOf(sizes, this.shared.popular.on(morning).totals);
  }

  /** @param morning Local day of the statistics: popular items are sorted once for each. */
  others(morning: number, live: LiveSignals | undefined, sizes: CandidateSizes): OtherItems {
    const { popular, liveColdStartItems } = this.shared;
    const input: FinderInput = {
      ...{ sizes, live, popular, lists: popular.on(morning), liveColdStartItems, morning },
      ...{
        history: this.history,
        region: this.#request.region,
        touches: this.#similarity.touches,
        similarity: this.#similarity.by,
        nearSessions: this.#similarity.nearSessions,
        evidence: this.#evidence,
      },
    };
    const items: number[] = [];
    const sources: CandidateSource[] = [];
    for (const { source, find } of CANDIDATE_FINDERS) {
      const found = find(input);
      for (let n = 0; n < found.length; n++) {
        items.push(found[n]!);
        sources.push(source);
      }
    }
    return { items, sources };
  }

  /** See `mergeCandidates`. */
  candidates(lists: Omit<CandidateLists, 'own' | 'order'>, sizes: CandidateSizes): Int32Array {
    const found = mergeCandidates({ own: this.history, order: this.order, ...lists }, sizes);
    const { neverChosen, layout } = this.shared;
    // Where people look around, what they looked at is not new to them.
    const met = layout.browsing && sizes.own === 0 ? this.#evidence?.items : undefined;
    if (neverChosen.size === 0 && this.#seeds.size === 0 && !met) return found;
    return found.filter((item) => !neverChosen.has(item) && !this.#seeds.has(item) && !(met && met.numberOf(item) > 0));
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
    const { by: similarity, touches, texts, session, nearSessions } = this.#similarity;
    const kinds = new Uint8Array(candidates.length).fill(LEARNED);
    if (borrowed.size > 0) {
      candidates.forEach((item, place) => {
        const neighbours = borrowed.get(item);
        if (!neighbours) return;
        this.#similarity.borrow(item, neighbours);
        if (this.history.has(item)) return;
        kinds[place] = live?.values.some((values) => values[item]! > 0) ? LIVE_COLD_START : COLD_START;
      });
    }
    const fades = fadesOn(request.day, statistics);
    const totals = fadedTotals(popular.on().totals, fades);
    const own = { history: this.history, novelty: this.#novelty, evidence: this.#evidence };
    const like = { similarity, touches, texts, session, nearSessions };
    writer.write(
      candidates,
      { request, statistics, fades, totals, ...own, ...like, live, scores },
      features,
      0,
      borrowed,
    );
    return { candidates, features, kinds };
  }

  /** ln(1 + purchases of the item by anybody); undefined for cold-start items. */
  logPopularityOf(item: number): number | undefined {
    const { borrowed, statistics } = this.shared;
    return borrowed.has(item) ? undefined : Math.log1p(statistics.all[item]!);
  }
}
