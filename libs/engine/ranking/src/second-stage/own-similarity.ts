import type { BorrowedStatistics } from '../cold-start/content-neighbours.js';
import type { FeatureLayout } from './feature-layout.js';
import type { GroupsTouched } from './group-names.js';
import {
  boughtItems,
  type HistorySimilarities,
  HistorySimilarity,
  MOST_OWN,
  type NarrowNeighbours,
  type WeighedItems,
} from './history-similarity.js';
import type { NeighbourTables } from './item-neighbours.js';
import { type ItemTexts, TextLikeness } from './item-texts.js';
import { NearSessions } from './near-sessions.js';
import { NumberedKeys } from './numbered-keys.js';
import type { OwnTimedEvent } from './own-evidence.js';
import { OwnSession } from './own-session.js';
import { MOST_TOUCHED, OwnTouches } from './own-touches.js';
import type { PurchaseHistory } from './purchase-history.js';
import type { SeedItem } from './seeds.js';

/** Events of one user, of every kind, and the moment at which they are read. */
export interface TimedEvents {
  /** Oldest first. */
  events: readonly OwnTimedEvent[];
  /** What the user touched without an item, oldest first. */
  browsed?: readonly GroupsTouched[];
  /** What the list is because of, in place of what the user touched last; absent or empty: nothing. */
  seeds?: readonly SeedItem[];
  /** ms since 1970. */
  now: number;
}

export const NO_EVENTS: TimedEvents = { events: [], now: 0 };

/** What the similarity of items to a user's is read from. */
export interface SimilaritySources {
  levels: readonly Int32Array[];
  statistics: NeighbourTables;
  neverChosen: ReadonlySet<number>;
  texts?: ItemTexts | undefined;
  layout: Pick<FeatureLayout, 'evidence'>;
}

/** How similar items are to those of one user: to what the user bought, and to what the user touched last or the seeds of the list. */
export class OwnSimilarity {
  readonly by: HistorySimilarities;
  readonly touches: OwnTouches;
  readonly texts: TextLikeness | undefined;
  /** The user's last session. */
  readonly session = new OwnSession();
  /** What is met in sessions like the user's or, of a list because of seeds, like these. */
  readonly nearSessions = new NearSessions();
  /** To what was touched, and to seeds: few are seeds, so all their neighbours are read. */
  readonly #touched: HistorySimilarity;
  readonly #metWithSeeds: HistorySimilarity;
  #timed = NO_EVENTS;

  constructor(private readonly sources: SimilaritySources) {
    const { levels, statistics, neverChosen, texts } = sources;
    const { neighbours, together } = statistics;
    this.#touched = new HistorySimilarity(together);
    this.#metWithSeeds = new HistorySimilarity(together, Number.POSITIVE_INFINITY);
    this.by = {
      users: new HistorySimilarity(neighbours),
      sessions: new HistorySimilarity(together),
      touched: this.#touched,
      seeds: new HistorySimilarity(neighbours, Number.POSITIVE_INFINITY),
    };
    this.touches = new OwnTouches(levels, neverChosen);
    this.texts = texts && new TextLikeness(texts);
  }

  /** @param order Numbers of the user's items, those bought often and lately first. */
  read(history: PurchaseHistory, order: Int32Array, timed: TimedEvents): void {
    this.#timed = timed;
    this.#readTouches(timed);
    this.#read(boughtItems(history, order), this.touches);
  }

  /** The neighbours of the user's items that are some candidates: most are none of them. @param borrowed Of cold-start items. */
  narrowNeighbours(
    history: PurchaseHistory,
    order: Int32Array,
    candidates: Iterable<number>,
    borrowed: ReadonlyMap<number, BorrowedStatistics>,
  ): NarrowNeighbours {
    const asked = new NumberedKeys();
    for (const candidate of candidates) {
      asked.add(candidate);
      for (const neighbour of borrowed.get(candidate)?.items ?? []) asked.add(neighbour);
    }
    const { events, seeds = [] } = this.#timed;
    const own = new NumberedKeys();
    // Without one of them, the next one counts.
    for (const number of order.subarray(0, MOST_OWN + 1)) own.add(history.items.keys[number]!);
    for (const { item } of this.touches.latest(events, MOST_TOUCHED + 1)) own.add(item);
    for (const { item } of seeds) own.add(item);
    const users = this.by.users.narrowNeighbours(own, asked);
    const sessions = this.by.sessions.narrowNeighbours(own, asked);
    if (seeds.length === 0) return { own, users, sessions, touched: sessions, seeds: users };
    const ofSeeds = (by: 'touched' | 'seeds') => this.by[by].narrowNeighbours(own, asked);
    return { own, users, sessions, touched: ofSeeds('touched'), seeds: ofSeeds('seeds') };
  }

  /** Becomes that of another request's user, if that one had never bought or touched `item`. It is right of the candidates of `narrow` alone. */
  readWithout(
    item: number,
    other: OwnSimilarity,
    { history, order }: { history: PurchaseHistory; order: Int32Array },
    narrow: NarrowNeighbours,
  ): void {
    const { keys } = history.items;
    const kept = order.subarray(0, MOST_OWN + 1).filter((number) => keys[number] !== item);
    const numbered = ({ items, weights, size }: WeighedItems): WeighedItems => {
      const numbers = new Int32Array(size);
      for (let n = 0; n < size; n++) numbers[n] = narrow.own.numberOf(items[n]!);
      return { items: numbers, weights, size };
    };
    this.#readTouches(other.#timed, item);
    this.#read(numbered(boughtItems(history, kept)), numbered(this.touches), narrow);
  }

  /** The user's items, and the seeds, that most likely raise the columns of similarity of `item`: at most six. */
  mostSimilarOwn(item: number): Set<number> {
    const { users, sessions, touched, seeds } = this.by;
    const { items, size } = this.touches;
    const found = new Set(size > 0 ? [items[0]!] : []);
    const most = [users, sessions, touched, seeds].map((by) => by.mostSimilarTo(item));
    for (const own of [...most, this.texts?.mostLike(item)]) if (own !== undefined) found.add(own);
    return found;
  }

  /** See `HistorySimilarity`. */
  borrow(item: number, neighbours: BorrowedStatistics): void {
    const { users, sessions, touched, seeds } = this.by;
    for (const by of [users, sessions, touched, seeds]) by.borrow(item, neighbours);
  }

  #readTouches({ events, now, browsed, seeds = [] }: TimedEvents, without?: number): void {
    if (seeds.length > 0) this.touches.readSeeds(seeds, without);
    else this.touches.read(events, now, without, browsed);
    this.by.touched = seeds.length > 0 ? this.#metWithSeeds : this.#touched;
    const { layout, statistics } = this.sources;
    const { sessions } = statistics;
    if (!sessions) return;
    this.session.read(events, (layout.evidence ?? []).length > 0, without);
    const given = seeds.filter(({ item }) => item !== without).map(({ item }) => item);
    this.nearSessions.read(sessions, seeds.length > 0 ? given.reverse() : this.session.inOrder);
  }

  #read(bought: WeighedItems, touched: WeighedItems, narrow?: NarrowNeighbours): void {
    this.texts?.read(this.touches);
    this.by.users.read(bought, narrow?.users);
    this.by.sessions.read(bought, narrow?.sessions);
    this.by.touched.read(touched, narrow?.touched);
    this.by.seeds.read(this.by.touched === this.#touched ? NOTHING : touched, narrow?.seeds);
  }
}

const NOTHING: WeighedItems = { items: [], weights: [], size: 0 };
