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
import type { GroupsTouched } from './group-names.js';
import {
  boughtItems,
  type HistorySimilarities,
  HistorySimilarity,
  MOST_OWN,
  type NarrowNeighbours,
  type WeighedItems,
} from './history-similarity.js';
import { fadesOn, type RankerStatistics } from './item-statistics.js';
import { type ItemTexts, TextLikeness } from './item-texts.js';
import type { LiveSignals } from './live-signals.js';
import type { ModelScores } from './model-scores.js';
import { NumberedKeys } from './numbered-keys.js';
import { OwnEvidence, type OwnTimedEvent } from './own-evidence.js';
import { OwnNovelty } from './own-novelty.js';
import { MOST_TOUCHED, OwnTouches } from './own-touches.js';
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

/** Events of one user, of every kind, and the moment at which they are read. */
export interface TimedEvents {
  /** Oldest first. */
  events: readonly OwnTimedEvent[];
  /** What the user touched without an item, oldest first. */
  browsed?: readonly GroupsTouched[];
  /** ms since 1970. */
  now: number;
}

const NO_EVENTS: TimedEvents = { events: [], now: 0 };

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
  readonly #similarity: HistorySimilarities;
  readonly #novelty: OwnNovelty;
  readonly #evidence: OwnEvidence | undefined;
  readonly #touches: OwnTouches;
  readonly #texts: TextLikeness | undefined;
  #request: SecondStageRequest = { day: 0, hour: 0, region: 0 };
  #timed = NO_EVENTS;

  constructor(private readonly shared: SharedRanking) {
    const { layout, levels, statistics, texts, neverChosen } = shared;
    this.history = new PurchaseHistory(levels);
    this.#similarity = {
      users: new HistorySimilarity(statistics.neighbours),
      sessions: new HistorySimilarity(statistics.together),
      touched: new HistorySimilarity(statistics.together),
    };
    this.#touches = new OwnTouches(levels, neverChosen);
    this.#texts = texts && new TextLikeness(texts);
    this.#novelty = new OwnNovelty(levels);
    this.#evidence = layout.evidence && new OwnEvidence(layout.evidence);
  }

  /**
   * Reads the sessions of the log's only user, none of them after `request.day`.
   * @param timed Events of the user, of every kind, none after its moment.
   */
  read(sessions: SessionLog, request: SecondStageRequest, timed: TimedEvents = NO_EVENTS): void {
    const { length } = sessions.day;
    const { history } = this;
    this.#request = request;
    this.#timed = timed;
    history.read(sessions, 0, length, request.day, request.hour);
    this.order = history.inOrder();
    this.#novelty.read(history, sessions, length, request.day);
    this.#evidence?.read(timed.events, timed.now);
    this.#touches.read(timed.events, timed.now, undefined, timed.browsed);
    this.#readSimilarity(boughtItems(history, this.order), this.#touches);
  }

  /** The neighbours of the user's items that are some candidates: most are none of them. */
  narrowNeighbours(candidates: Iterable<number>): NarrowNeighbours {
    const asked = new NumberedKeys();
    for (const candidate of candidates) {
      asked.add(candidate);
      for (const neighbour of this.shared.borrowed.get(candidate)?.items ?? []) asked.add(neighbour);
    }
    const seeds = new NumberedKeys();
    // Without one of them, the next one counts.
    for (const number of this.order.subarray(0, MOST_OWN + 1)) seeds.add(this.history.items.keys[number]!);
    for (const { item } of this.#touches.latest(this.#timed.events, MOST_TOUCHED + 1)) seeds.add(item);
    const { users, sessions } = this.#similarity;
    return { seeds, users: users.narrowNeighbours(seeds, asked), together: sessions.narrowNeighbours(seeds, asked) };
  }

  /**
   * Makes the columns of similarity those of another request's user, if that one had never bought or touched `item`. They are right of
   * the candidates of `narrow` alone.
   */
  readSimilarity(user: RequestRanking, item: number, narrow: NarrowNeighbours): void {
    const { keys } = user.history.items;
    const order = user.order.filter((number) => keys[number] !== item);
    const numbered = ({ items, weights, size }: WeighedItems): WeighedItems => {
      return { items: Int32Array.from(items, (each) => narrow.seeds.numberOf(each)), weights, size };
    };
    const { events, now, browsed } = user.#timed;
    this.#touches.read(events, now, item, browsed);
    this.#readSimilarity(numbered(boughtItems(user.history, order)), numbered(this.#touches), narrow);
  }

  /** The user's items that most likely raise the columns of similarity of `item`: at most five. */
  similarOwn(item: number): Set<number> {
    const { users, sessions, touched } = this.#similarity;
    const { items, size } = this.#touches;
    // A cold-start item borrows most from the first.
    const known = this.shared.borrowed.get(item)?.items[0] ?? item;
    const found = new Set(size > 0 ? [items[0]!] : []);
    for (const by of [users, sessions, touched]) found.add(by.mostSimilarTo(known) ?? item);
    found.add(this.#texts?.mostLike(known) ?? item);
    found.delete(item);
    return found;
  }

  #readSimilarity(bought: WeighedItems, touched: WeighedItems, narrow?: NarrowNeighbours): void {
    this.#texts?.read(this.#touches);
    this.#similarity.users.read(bought, narrow?.users);
    this.#similarity.sessions.read(bought, narrow?.together);
    this.#similarity.touched.read(touched, narrow?.together);
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
        touches: this.#touches,
        similarity: this.#similarity,
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
    const { neverChosen } = this.shared;
    return neverChosen.size === 0 ? found : found.filter((item) => !neverChosen.has(item));
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
        similarity.touched.borrow(item, neighbours);
        if (this.history.has(item)) return;
        kinds[place] = live?.values.some((values) => values[item]! > 0) ? LIVE_COLD_START : COLD_START;
      });
    }
    const fades = fadesOn(request.day, statistics);
    const totals = fadedTotals(popular.on().totals, fades);
    const touched = { touches: this.#touches, texts: this.#texts };
    const own = { history: this.history, similarity, novelty: this.#novelty, evidence: this.#evidence, ...touched };
    writer.write(candidates, { request, statistics, fades, totals, ...own, live, scores }, features, 0, borrowed);
    return { candidates, features, kinds };
  }

  /** ln(1 + purchases of the item by anybody); undefined for cold-start items. */
  logPopularityOf(item: number): number | undefined {
    const { borrowed, statistics } = this.shared;
    return borrowed.has(item) ? undefined : Math.log1p(statistics.all[item]!);
  }
}
