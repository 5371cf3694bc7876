import { typeOfKind } from '@stars/contracts';
import { type BasketEvent, type BasketRules, startsBasket } from './baskets.js';
import type { FeatureSpec } from './feature-spec.js';
import { grown } from './grown.js';
import { TARGET_KINDS } from './target-kind.js';

const HOUR_MS = 3_600_000;

/** K ages at which the repeat head has a weight, hours: an hour, a day, and on to a year. */
export const REPEAT_AGES = [1, 24, 72, 168, 336, 504, 672, 1008, 1440, 2160, 3240, 4800, 8760] as const;

const K = REPEAT_AGES.length;
const LOGS = REPEAT_AGES.map(Math.log);
/** Items that a user has room for at first. */
const FIRST_ITEMS = 64;

/** What an event of each type is worth as evidence that the user has its item again: 1 for a target. */
export function evidenceOf({ target, kindWeights = {} }: Pick<FeatureSpec, 'target' | 'kindWeights'>) {
  // All kinds count alike.
  if (target === undefined) return () => 1;
  const weights = new Map(TARGET_KINDS.map((kind) => [typeOfKind(kind) as number, kindWeights[kind] ?? 0]));
  weights.set(typeOfKind(target), 1);
  return (type: number): number => weights.get(type) ?? 0;
}

/** Items that a user had, and when. */
export class RepeatedItems<Item> {
  readonly items: Item[] = [];
  readonly #placeOf = new Map<Item, number>();
  #ages = new Float64Array(FIRST_ITEMS * K);
  /** Time and weight of the last event of each item. */
  readonly #lastTime: number[] = [];
  readonly #lastWeight: number[] = [];

  /** @param now The time of the request, ms since 1970; a later event has no age. */
  constructor(
    private readonly now: number,
    private readonly evidence: (type: number) => number,
  ) {}

  /** [n, K] of each item how much the user had it at each age: an event between two ages counts in part for both. */
  get ages(): Float64Array {
    return this.#ages.subarray(0, this.items.length * K);
  }

  /** Of the item in `items`; undefined: the user never had it. */
  placeOf(item: Item): number | undefined {
    return this.#placeOf.get(item);
  }

  /** Events come in time order. Those of an item at one time, such as the lines of a basket, are one: the weightiest. */
  add(item: Item, type: number, time: number): void {
    const whole = this.evidence(type);
    if (whole === 0) return;
    let place = this.#placeOf.get(item);
    if (place === undefined) {
      place = this.items.push(item) - 1;
      this.#placeOf.set(item, place);
      if (this.items.length * K > this.#ages.length) this.#ages = grown(this.#ages, 2 * this.#ages.length);
    }
    const counted = this.#lastTime[place] === time ? this.#lastWeight[place]! : 0;
    if (counted >= whole) return;
    this.#lastTime[place] = time;
    this.#lastWeight[place] = whole;
    const weight = whole - counted;
    const log = Math.log(Math.max(1, (this.now - time) / HOUR_MS));
    let k = K - 1;
    while (k > 0 && LOGS[k]! > log) k--;
    const beyond = k === K - 1 ? 0 : (log - LOGS[k]!) / (LOGS[k + 1]! - LOGS[k]!);
    this.#ages[place * K + k]! += weight * (1 - beyond);
    if (beyond > 0) this.#ages[place * K + k + 1]! += weight * beyond;
  }
}

/** What a history's items are to the repeat head as of `now` (ms since 1970). All of a basket have the time of its first event. */
export function repeatedItems(
  history: readonly (BasketEvent & { itemId: string })[],
  rules: BasketRules,
  evidence: (type: number) => number,
  now: number,
): RepeatedItems<string> {
  const had = new RepeatedItems<string>(now, evidence);
  let basketTime = 0;
  history.forEach((event, i) => {
    if (startsBasket(history[i - 1], event, rules)) basketTime = event.time;
    had.add(event.itemId, event.type, basketTime);
  });
  return had;
}
