import { BestItems } from '../best-items.js';
import { type BorrowedStatistics, borrowedMean } from '../cold-start/content-neighbours.js';
import type { NeighbourTable } from './item-neighbours.js';
import { atLeast, NumberedKeys } from './numbered-keys.js';
import { DAY_DECAYS, type PurchaseHistory } from './purchase-history.js';

/** How similar each item is to those that the user had: by the users who had both, and by the sessions with both. */
export interface HistorySimilarities {
  users?: HistorySimilarity | undefined;
  sessions?: HistorySimilarity | undefined;
}

/** Place in `DAY_DECAYS` of the decay (60 days) that weighs the items of the user, and the highest weight. */
const WEIGHT_DECAY = 3;
const MOST_WEIGHT = 2;
/** Most items of the user whose neighbours are looked at: those bought often and lately. The others weigh next to nothing. */
export const MOST_OWN = 150;

/** Weight of an item that the user had, by its number: high if it was bought often and lately, within bounds; 0 for no item. */
export const weightOfOwn = (own: PurchaseHistory, n: number): number =>
  n === 0 ? 0 : Math.min(MOST_WEIGHT, own.byDay[n * DAY_DECAYS.length + WEIGHT_DECAY]!);

/** How similar each item is to those that one user had. Arrays are by number of the item; place 0 is for items without any similarity. */
export class HistorySimilarity {
  readonly items = new NumberedKeys();
  /** Sum over the user's items of weight · likeness. */
  scores = new Float64Array(1);
  /** The highest likeness to any one of the user's items. */
  nearest = new Float64Array(1);

  constructor(private readonly neighbours: NeighbourTable) {}

  numberOf(item: number): number {
    return this.items.numberOf(item);
  }

  /** @param order Numbers of the user's items, those bought often and lately first. */
  read(own: PurchaseHistory, order: Int32Array): void {
    const known = this.items;
    known.clear();
    const { size, items, likeness } = this.neighbours;
    const most = Math.min(MOST_OWN, order.length);
    let { scores, nearest } = this;
    for (let o = 0; o < most; o++) {
      const n = order[o]!;
      const weight = weightOfOwn(own, n);
      const from = own.items.keys[n]! * size;
      if (scores.length < known.size + size + 1) {
        scores = atLeast(scores, known.size + size + 1);
        nearest = atLeast(nearest, known.size + size + 1);
      }
      for (let at = from; at < from + size && items[at]! >= 0; at++) {
        const before = known.size;
        const number = known.add(items[at]!);
        const like = likeness[at]!;
        if (number > before) {
          scores[number] = weight * like;
          nearest[number] = like;
          continue;
        }
        scores[number]! += weight * like;
        if (like > nearest[number]!) nearest[number] = like;
      }
    }
    this.scores = scores;
    this.nearest = nearest;
  }

  /** Gives a cold-start item the mean of its neighbours' similarity. */
  borrow(item: number, borrowed: BorrowedStatistics): void {
    const of = (values: Float64Array): number => borrowedMean(borrowed, (other) => values[this.numberOf(other)]!);
    const [score, nearest] = [of(this.scores), of(this.nearest)];
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
