import { BestItems } from '../best-items.js';
import type { BorrowedStatistics } from '../cold-start/content-neighbours.js';
import type { NeighbourTable } from './item-neighbours.js';
import { atLeast, NumberedKeys } from './numbered-keys.js';
import { DAY_DECAYS, type PurchaseHistory } from './purchase-history.js';

/** How similar each item is to those that the user had: by the users who had both, and by the sessions with both. */
export interface HistorySimilarities {
  users: HistorySimilarity;
  sessions: HistorySimilarity;
  /** To what the user touched last or, of a list because of seeds, to these: by the sessions with both. */
  touched: HistorySimilarity;
  /** To the seeds, by the users who had both; nothing without seeds. */
  seeds: HistorySimilarity;
}

/** Items with weights whose neighbours are looked at: [N] each, the heaviest first. */
export interface WeighedItems {
  items: ArrayLike<number>;
  weights: ArrayLike<number>;
  size: number;
}

/** Place in `DAY_DECAYS` of the decay (60 days) that weighs the items of the user, and the highest weight. */
const WEIGHT_DECAY = 3;
const MOST_WEIGHT = 2;
/** Most items of the user whose neighbours are looked at: those bought often and lately. The others weigh next to nothing. */
export const MOST_OWN = 100;
/** Most neighbours of an item that are looked at: the most similar ones. */
const MOST_NEIGHBOURS = 25;
/** Most neighbours of a cold-start item from which it borrows what is the user's own: the most similar ones. */
const MOST_BORROWED = 30;

/** Which neighbours of a user's items matter to an answer: by number of the user's item. */
export interface NarrowNeighbours extends Record<keyof HistorySimilarities, NeighbourTable> {
  /** The user's items. */
  own: NumberedKeys;
}

/** Numbers of four bytes in a line of the cache. */
const LINE = 16;

/**
 * What the user bought, with high weights for what was bought often and lately, within bounds.
 * @param order Numbers of the user's items, those bought often and lately first.
 */
export function boughtItems(own: PurchaseHistory, order: Int32Array): WeighedItems {
  const size = Math.min(MOST_OWN, order.length);
  const [items, weights] = [new Int32Array(size), new Float64Array(size)];
  for (let o = 0; o < size; o++) {
    const n = order[o]!;
    items[o] = own.items.keys[n]!;
    weights[o] = Math.min(MOST_WEIGHT, own.byDay[n * DAY_DECAYS.length + WEIGHT_DECAY]!);
  }
  return { items, weights, size };
}

/** How similar each item is to those that one user had. Arrays are by number of the item; place 0 is for items without any similarity. */
export class HistorySimilarity {
  readonly items = new NumberedKeys();
  /** Sum over the user's items of weight · likeness. */
  scores = new Float64Array(1);
  /** The highest likeness to any one of the user's items. */
  nearest = new Float64Array(1);
  /** The user's item of that likeness; of narrow neighbours, its number among the user's items. */
  #nearestOwn = new Int32Array(1);

  /** Keeps `#fetch` from being optimised away. */
  fetched = 0;

  /** @param most Neighbours of an item that are looked at: the most similar ones. */
  constructor(
    private readonly neighbours: NeighbourTable,
    private readonly most = MOST_NEIGHBOURS,
  ) {}

  /** The user's item that is most similar; undefined if none is similar at all. */
  mostSimilarTo(item: number): number | undefined {
    const number = this.items.numberOf(item);
    return number === 0 ? undefined : this.#nearestOwn[number];
  }

  /** Reads the neighbours of a user's items. @param narrow See `narrowNeighbours`: items are its numbers of them. */
  read({ items: had, weights, size: most }: WeighedItems, narrow?: NeighbourTable): void {
    const known = this.items;
    known.clear();
    const { size, items, likeness } = narrow ?? this.neighbours;
    const each = Math.min(this.most, size);
    if (!narrow) this.#fetch(had, most, each);
    known.reserve(most * each);
    this.#nearestOwn = atLeast(this.#nearestOwn, most * each + 1);
    const scores = atLeast(this.scores, most * each + 1);
    const nearest = atLeast(this.nearest, most * each + 1);
    const nearestOwn = this.#nearestOwn;
    for (let o = 0; o < most; o++) {
      const weight = weights[o]!;
      const from = had[o]! * size;
      // An item that was met after the neighbours were found.
      if (from >= items.length) continue;
      for (let at = from; at < from + each && items[at]! >= 0; at++) {
        const before = known.size;
        const number = known.add(items[at]!);
        const like = likeness[at]!;
        if (number > before) {
          scores[number] = weight * like;
          nearest[number] = like;
          nearestOwn[number] = had[o]!;
          continue;
        }
        scores[number]! += weight * like;
        if (like <= nearest[number]!) continue;
        nearest[number] = like;
        nearestOwn[number] = had[o]!;
      }
    }
    this.scores = scores;
    this.nearest = nearest;
  }

  /** Neighbours of some items, by number of the item, without those that are not asked for: most neighbours are no candidates. */
  narrowNeighbours(had: NumberedKeys, asked: NumberedKeys): NeighbourTable {
    const { size, items, likeness } = this.neighbours;
    const each = Math.min(this.most, size);
    const length = (had.size + 1) * each;
    const narrow = { size: each, items: new Int32Array(length).fill(-1), likeness: new Float32Array(length) };
    for (let number = 1; number <= had.size; number++) {
      const from = had.keys[number]! * size;
      let to = number * each;
      for (let at = from; at < from + each && items[at]! >= 0; at++) {
        if (asked.numberOf(items[at]!) === 0) continue;
        narrow.items[to] = items[at]!;
        narrow.likeness[to++] = likeness[at]!;
      }
    }
    return narrow;
  }

  /**
   * Brings the rows of the user's items into the processor's cache. They lie all over a table of many megabytes: here the processor waits
   * for several at once, where they are read it would wait for one after the other.
   */
  #fetch(had: ArrayLike<number>, most: number, each: number): void {
    const { size, items, likeness } = this.neighbours;
    let sum = 0;
    for (let o = 0; o < most; o++) {
      const from = had[o]! * size;
      if (from >= items.length) continue;
      for (let at = from; at < from + each; at += LINE) sum += items[at]! + likeness[at]!;
    }
    this.fetched = sum;
  }

  /** Gives a cold-start item the weighed sum of its nearest neighbours' similarities. */
  borrow(item: number, { items, weights }: BorrowedStatistics): void {
    if (this.items.size === 0) return;
    let [score, nearest] = [0, 0];
    for (let n = 0; n < Math.min(items.length, MOST_BORROWED); n++) {
      const other = this.items.numberOf(items[n]!);
      if (other === 0) continue;
      score += weights[n]! * this.scores[other]!;
      nearest += weights[n]! * this.nearest[other]!;
    }
    const number = this.items.add(item);
    this.scores = atLeast(this.scores, number + 1);
    this.nearest = atLeast(this.nearest, number + 1);
    this.scores[number] = score;
    this.nearest[number] = nearest;
  }

  /** The `count` unseen items that are most similar to what the user had; ties to the lower item. */
  best(own: PurchaseHistory, count: number): Int32Array {
    const best = new BestItems(count);
    const { keys, size } = this.items;
    for (let number = 1; number <= size; number++) {
      const item = keys[number]!;
      const score = this.scores[number]!;
      if (score >= best.floor && best.takes(score, item) && !own.has(item)) best.put(score, item);
    }
    const found = new Int32Array(best.size);
    best.drainTo(found, 0);
    return found;
  }
}
