import { BestItems } from '../best-items.js';
import type { NeighbourTable } from './item-neighbours.js';
import { DAY_DECAYS, type PurchaseHistory } from './purchase-history.js';

/** How similar each item is to those that the user had: by the users who had both, and by the sessions with both. */
export interface HistorySimilarities {
  users?: HistorySimilarity | undefined;
  sessions?: HistorySimilarity | undefined;
}

/** Place in `DAY_DECAYS` of the decay (60 days) that weighs the items of the user, and the highest weight. */
const WEIGHT_DECAY = 3;
const MOST_WEIGHT = 2;

/** Weight of an item that the user had: high if it was bought often and lately, within bounds. */
export const weightOfOwn = (own: PurchaseHistory, item: number): number =>
  Math.min(MOST_WEIGHT, own.byDay[item * DAY_DECAYS.length + WEIGHT_DECAY]!);

/** How similar each item is to those that one user had. It is read for one user after the other. */
export class HistorySimilarity {
  /** [I] sum over the user's items of weight · likeness; 0 without any similarity. */
  readonly scores: Float64Array;
  /** [I] the highest likeness to any one of the user's items. */
  readonly nearest: Float64Array;
  #touched: number[] = [];

  constructor(
    private readonly neighbours: NeighbourTable,
    items: number,
  ) {
    this.scores = new Float64Array(items);
    this.nearest = new Float64Array(items);
  }

  /** All arrays by item. */
  get columns(): Float64Array[] {
    return [this.scores, this.nearest];
  }

  read(own: PurchaseHistory): void {
    const { scores, nearest } = this;
    for (const item of this.#touched) {
      scores[item] = 0;
      nearest[item] = 0;
    }
    const touched: number[] = [];
    this.#touched = touched;
    const { size, items, likeness } = this.neighbours;
    for (const item of own.items) {
      const weight = weightOfOwn(own, item);
      for (let at = item * size; at < (item + 1) * size && items[at]! >= 0; at++) {
        const other = items[at]!;
        const like = likeness[at]!;
        if (scores[other] === 0) touched.push(other);
        scores[other]! += weight * like;
        if (like > nearest[other]!) nearest[other] = like;
      }
    }
  }

  /** The `count` unseen items that are most similar to what the user had; ties to the lower number. */
  best(own: PurchaseHistory, count: number): number[] {
    const best = new BestItems(count);
    for (const item of this.#touched) {
      const score = this.scores[item]!;
      if (own.count[item] === 0 && best.takes(score, item)) best.put(score, item);
    }
    const found = new Int32Array(best.size);
    best.drainTo(found, 0);
    return [...found];
  }
}
