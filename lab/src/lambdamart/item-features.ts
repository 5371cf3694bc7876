import { interactionsByTime, PopularityTimeline } from '@stars/baselines';
import { weekday } from '@stars/features';
import type { EvaluationSession, EvaluationSet } from '@stars/replay';
import type { CandidateFeatures } from './candidate-features.js';

/** Days of popularity's windows, shortest first; the last is all time. */
const WINDOWS = [2, 7, 28, Number.POSITIVE_INFINITY] as const;
/** Indices in `popularity` of the windows of one week and of four. */
export const WEEK = 1;
export const MONTH = 2;

/** Statistics of all users on each item before the session: popularity and its growth, repeats, age. */
export class ItemFeatures implements CandidateFeatures {
  readonly names = [
    'popularity, 2 days',
    'popularity, 7 days',
    'popularity, 28 days',
    'popularity',
    'growth, 7 of 28 days',
    'growth, 28 days of all',
    'buyers',
    'share of buyers that repeat',
    'purchases a buyer',
    'mean interval of all',
    'due by the interval of all',
    'days since anybody',
    'days since the first ever',
    'share on this weekday',
  ];
  readonly popularity: readonly PopularityTimeline[];
  readonly #order: Uint32Array;
  /** [M] position of the same user's earlier purchase of the item, or -1. */
  readonly #earlier: Int32Array;
  #entered = 0;
  readonly #buyers: Float64Array;
  readonly #repeaters: Float64Array;
  readonly #intervals: Float64Array;
  readonly #intervalDays: Float64Array;
  readonly #first: Float64Array;
  readonly #last: Float64Array;
  /** [7·I] */
  readonly #byWeekday: Float64Array;
  readonly #ownLast: Float64Array;
  #session: EvaluationSession | undefined;

  constructor(private readonly set: EvaluationSet) {
    const size = set.catalogue.length;
    this.popularity = WINDOWS.map((days) => new PopularityTimeline(set, days));
    this.#order = interactionsByTime(set);
    this.#earlier = earlierPurchases(set);
    this.#buyers = new Float64Array(size);
    this.#repeaters = new Float64Array(size);
    this.#intervals = new Float64Array(size);
    this.#intervalDays = new Float64Array(size);
    this.#first = new Float64Array(size).fill(Number.NaN);
    this.#last = new Float64Array(size).fill(Number.NaN);
    this.#byWeekday = new Float64Array(7 * size);
    this.#ownLast = new Float64Array(size).fill(Number.NaN);
  }

  advanceTo(session: EvaluationSession): void {
    const { interactions, log } = this.set;
    for (const timeline of this.popularity) timeline.advanceTo(session);
    while (this.#entered < this.#order.length) {
      const a = this.#order[this.#entered]!;
      if (log.time[interactions.row[a]!]! >= session.before) break;
      this.#enter(a);
      this.#entered++;
    }
    for (const a of this.#ownRange()) this.#ownLast[interactions.item[a]!] = Number.NaN;
    this.#session = session;
    for (const a of this.#ownRange()) this.#ownLast[interactions.item[a]!] = interactions.day[a]!;
  }

  *#ownRange(): Generator<number> {
    const { interactionsFrom = 0, interactionsTo = 0 } = this.#session ?? {};
    for (let a = interactionsFrom; a < interactionsTo; a++) yield a;
  }

  #enter(a: number): void {
    const { day, item } = this.set.interactions;
    const [i, on, before] = [item[a]!, day[a]!, this.#earlier[a]!];
    if (before < 0) this.#buyers[i]!++;
    else {
      if (this.#earlier[before]! < 0) this.#repeaters[i]!++;
      this.#intervals[i]!++;
      this.#intervalDays[i]! += on - day[before]!;
    }
    if (Number.isNaN(this.#first[i]!)) this.#first[i] = on;
    this.#last[i] = on;
    this.#byWeekday[weekday(on) * this.#buyers.length + i]!++;
  }

  write(item: number, row: Float32Array, at: number): void {
    const [two, week, month, all] = this.popularity.map(({ counts }) => counts[item]!) as [
      number,
      number,
      number,
      number,
    ];
    const day = this.#session!.day;
    const age = day - this.#first[item]!;
    const interval = this.#intervalDays[item]! / this.#intervals[item]!;
    row[at++] = two;
    row[at++] = week;
    row[at++] = month;
    row[at++] = all;
    row[at++] = (week + 1) / (month / 4 + 1);
    row[at++] = (month + 1) / ((all * 28) / Math.max(28, age) + 1);
    row[at++] = this.#buyers[item]!;
    row[at++] = this.#repeaters[item]! / (this.#buyers[item]! + 5);
    row[at++] = all / this.#buyers[item]!;
    row[at++] = interval;
    row[at++] = (day - this.#ownLast[item]!) / interval;
    row[at++] = day - this.#last[item]!;
    row[at++] = age;
    row[at++] = (this.#byWeekday[weekday(day) * this.#buyers.length + item]! + 1) / (all + 7);
  }
}

function earlierPurchases(set: EvaluationSet): Int32Array {
  const { userOffsets, item } = set.interactions;
  const earlier = new Int32Array(item.length).fill(-1);
  const last = new Int32Array(set.catalogue.length).fill(-1);
  for (let user = 0; user + 1 < userOffsets.length; user++) {
    const from = userOffsets[user]!;
    for (let a = from; a < userOffsets[user + 1]!; a++) {
      const before = last[item[a]!]!;
      if (before >= from) earlier[a] = before;
      last[item[a]!] = a;
    }
  }
  return earlier;
}
