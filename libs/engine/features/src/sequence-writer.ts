import { startsBasket } from './baskets.js';
import type { SideEncoder } from './side-features.js';
import type { FeatureValue, UserFeatureEncoder } from './user-encoder-inputs.js';

/** Larger than any basket's index, so nothing attends to padding. The model's PADDING_BASKET. */
const PADDING = 1 << 20;
const HOUR_MS = 3_600_000;

/** One event of a sequence. */
export interface TokenEvent {
  itemId: string;
  type: number;
  /** ms */
  time: number;
  region: string;
  /** `sessionMark` of its session; absent or 0: it has none. */
  session?: number;
}

/** One event of a sequence with its item's row in the items of the call. */
export interface Token extends TokenEvent {
  itemRow: number;
}

/** Writes histories into sequence arrays: the only place where events become tokens, in training and in serving. */
export class SequenceWriter {
  /** Of B sequences of L tokens with K cuts: the model's SequenceBatch. */
  readonly arrays;
  readonly #categories: number;
  readonly #sideWidth: number;

  constructor(
    private readonly side: SideEncoder,
    private readonly users: UserFeatureEncoder,
    private readonly userNumbers: number,
    size: number,
    length: number,
    cuts: number,
  ) {
    this.#categories = users.categoricalSizes.length;
    this.#sideWidth = side.layout.width;
    this.arrays = {
      size,
      length,
      cuts,
      item: new Int32Array(size * length),
      side: new Float32Array(size * length * this.#sideWidth),
      hours: new Float32Array(size * length),
      basket: new Int32Array(size * length).fill(PADDING),
      cutBasket: new Int32Array(size * cuts),
      cutHours: new Float32Array(size * cuts),
      userNumeric: new Float32Array(size * this.userNumbers),
      userCategorical: new Int32Array(size * this.#categories),
      userKnown: new Float32Array(size),
    };
  }

  /**
   * Writes one sequence from position 0. Tokens come in time order; the side's rules say which are one basket. All of a basket
   * have the time of its first.
   * @returns the index of each token's basket, ascending from 0.
   */
  tokens(row: number, tokens: readonly Token[]): Int32Array {
    return this.events(row, tokens, (i) => tokens[i]!.itemRow);
  }

  /** The same, with the item's row by the event's index. */
  events(row: number, tokens: readonly TokenEvent[], itemRowOf: (i: number) => number): Int32Array {
    const { arrays } = this;
    const sideWidth = this.#sideWidth;
    const baskets = new Int32Array(tokens.length);
    const origin = tokens[0]?.time ?? 0;
    let basket = -1;
    let basketTime = Number.NaN;
    let previous: number | undefined;
    tokens.forEach((event, i) => {
      if (startsBasket(tokens[i - 1], event, this.side.baskets)) {
        previous = basket < 0 ? undefined : basketTime;
        basketTime = event.time;
        basket++;
      }
      const token = event.time === basketTime ? event : { ...event, time: basketTime };
      const at = row * arrays.length + i;
      arrays.item[at] = itemRowOf(i);
      arrays.basket[at] = basket;
      arrays.hours[at] = (token.time - origin) / HOUR_MS;
      this.side.write(arrays.side, at * sideWidth, token, previous === undefined ? undefined : token.time - previous);
      baskets[i] = basket;
    });
    return baskets;
  }

  /** A copy of [USER] that sees the baskets below `cutBasket`, `hours` after the first token. */
  cut(row: number, index: number, cutBasket: number, hours: number): void {
    this.arrays.cutBasket[row * this.arrays.cuts + index] = cutBasket;
    this.arrays.cutHours[row * this.arrays.cuts + index] = hours;
  }

  user(row: number, features: Readonly<Record<string, FeatureValue>>): void {
    const { arrays } = this;
    const known = this.users.write(
      features,
      arrays.userNumeric,
      row * this.userNumbers,
      arrays.userCategorical,
      row * this.#categories,
    );
    arrays.userKnown[row] = known ? 1 : 0;
  }

  /** Blanks a token's context, so that the model learns to work without signals. */
  blankContext(row: number, position: number): void {
    const base = (row * this.arrays.length + position) * this.#sideWidth;
    this.arrays.side.fill(0, base + this.side.layout.context, base + this.#sideWidth);
  }
}
