import { type BorrowedStatistics, borrowedMean } from '../cold-start/content-neighbours.js';
import type { OwnTouches } from './own-touches.js';

/** Texts of learned items as vectors: I items, E numbers each, of length 1, or all zeros without a text. */
export interface ItemTexts {
  /** E */
  width: number;
  /** [I, E] */
  values: Float32Array;
}

/** How alike the texts of an item and of what a user touched last are. */
export class TextLikeness {
  /** [E] weighed mean of the touched texts, and the text of the last touched item. */
  readonly #taste: Float64Array;
  #touches: Pick<OwnTouches, 'items' | 'weights' | 'size'> = {
    items: new Int32Array(0),
    weights: new Float64Array(0),
    size: 0,
  };
  #any = false;

  constructor(private readonly texts: ItemTexts) {
    this.#taste = new Float64Array(texts.width);
  }

  /** @param touches Read; they are not read again before this is. */
  read(touches: OwnTouches): void {
    this.#touches = touches;
    const { items, weights, size } = touches;
    const { width, values } = this.texts;
    const taste = this.#taste.fill(0);
    let total = 0;
    for (let n = 0; n < size; n++) {
      const from = items[n]! * width;
      total += weights[n]!;
      // An item that was not learned is like one without a text.
      if (from + width > values.length) continue;
      for (let e = 0; e < width; e++) taste[e]! += weights[n]! * values[from + e]!;
    }
    this.#any = total > 0;
    if (this.#any) for (let e = 0; e < width; e++) taste[e]! /= total;
  }

  /** Mean cosine with the touched texts, weighed by how lately each was touched; 0 if nothing was touched. @param borrowed Of a cold-start item. */
  of(item: number, borrowed?: BorrowedStatistics): number {
    if (!this.#any) return 0;
    return borrowed ? borrowedMean(borrowed, (other) => this.#product(other)) : this.#product(item);
  }

  /** Cosine with the text of the item that was touched last. */
  withLast(item: number, borrowed?: BorrowedStatistics): number {
    if (!this.#any) return 0;
    const last = this.#touches.items[0]!;
    return borrowed ? borrowedMean(borrowed, (other) => this.#cosine(other, last)) : this.#cosine(item, last);
  }

  /** The touched item whose text adds most to `of`; undefined if none does. */
  mostLike(item: number): number | undefined {
    const { items, weights, size } = this.#touches;
    let [most, found] = [0, -1];
    for (let n = 0; n < size; n++) {
      const like = weights[n]! * this.#cosine(item, items[n]!);
      if (like > most) [most, found] = [like, items[n]!];
    }
    return found < 0 ? undefined : found;
  }

  #product(item: number): number {
    const { width, values } = this.texts;
    return product(values, item * width, this.#taste, 0, width);
  }

  #cosine(item: number, other: number): number {
    const { width, values } = this.texts;
    return product(values, item * width, values, other * width, width);
  }
}

/** Of the parts of two arrays, `width` numbers each; 0 if one of them has no such part. */
function product(
  one: Float32Array,
  from: number,
  other: Float32Array | Float64Array,
  at: number,
  width: number,
): number {
  if (from + width > one.length || at + width > other.length) return 0;
  let sum = 0;
  for (let e = 0; e < width; e++) sum += other[at + e]! * one[from + e]!;
  return sum;
}
