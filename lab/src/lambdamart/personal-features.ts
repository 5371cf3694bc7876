import { weekday } from '@stars/features';
import type { EvaluationSession, EvaluationSet } from '@stars/replay';
import type { CandidateFeatures } from './candidate-features.js';

/** Decay times in days. */
const DECAYS = [7, 30, 90, 365] as const;
/** The decay that orders repeat candidates. */
const ORDER = 2;
/** Windows in baskets. */
const LATEST = [3, 10] as const;

/** The user's own history with each item: how often, how recently, and whether it is due. */
export class PersonalFeatures implements CandidateFeatures {
  readonly names = [
    'own count',
    ...DECAYS.map((days) => `own count, decay ${days} days`),
    'own share of baskets',
    ...LATEST.map((baskets) => `own count, last ${baskets} baskets`),
    'days since own last',
    'baskets since own last',
    'days since own first',
    'own mean interval',
    'own last interval',
    'own due',
    'own last interval due',
    'own share on this weekday',
  ];
  /** Distinct items of the session's user, by decayed count, best first. */
  own: number[] = [];
  readonly #count: Float64Array;
  readonly #decayed: readonly Float64Array[];
  readonly #latest: readonly Float64Array[];
  readonly #first: Int32Array;
  readonly #last: Int32Array;
  readonly #before: Int32Array;
  readonly #lastBasket: Int32Array;
  readonly #sameWeekday: Float64Array;
  #baskets = 0;
  #day = 0;

  constructor(private readonly set: EvaluationSet) {
    const size = set.catalogue.length;
    this.#count = new Float64Array(size);
    this.#decayed = DECAYS.map(() => new Float64Array(size));
    this.#latest = LATEST.map(() => new Float64Array(size));
    this.#first = new Int32Array(size);
    this.#last = new Int32Array(size);
    this.#before = new Int32Array(size);
    this.#lastBasket = new Int32Array(size);
    this.#sameWeekday = new Float64Array(size);
  }

  /** How often the session's user had the item. */
  countOf(item: number): number {
    return this.#count[item]!;
  }

  advanceTo(session: EvaluationSession): void {
    const { day, item } = this.set.interactions;
    for (const i of this.own) {
      this.#count[i] = 0;
      this.#sameWeekday[i] = 0;
      for (const values of [...this.#decayed, ...this.#latest]) values[i] = 0;
    }
    this.own = [];
    this.#day = session.day;
    this.#baskets = session.histSessions;
    let basket = -1;
    for (let a = session.interactionsFrom; a < session.interactionsTo; a++) {
      const [i, on] = [item[a]!, day[a]!];
      if (a === session.interactionsFrom || on !== day[a - 1]) basket++;
      if (this.#count[i] === 0) {
        this.own.push(i);
        this.#first[i] = on;
      } else this.#before[i] = this.#last[i]!;
      this.#count[i]!++;
      this.#last[i] = on;
      this.#lastBasket[i] = basket;
      if (weekday(on) === weekday(this.#day)) this.#sameWeekday[i]!++;
      DECAYS.forEach((days, d) => {
        this.#decayed[d]![i]! += Math.exp((on - this.#day) / days);
      });
      LATEST.forEach((baskets, l) => {
        if (basket >= this.#baskets - baskets) this.#latest[l]![i]!++;
      });
    }
    const order = this.#decayed[ORDER]!;
    this.own.sort((a, b) => order[b]! - order[a]! || a - b);
  }

  write(item: number, row: Float32Array, at: number): void {
    const count = this.#count[item]!;
    if (count === 0) {
      row.fill(0, at, at + 2 + DECAYS.length + LATEST.length);
      row.fill(Number.NaN, at + 2 + DECAYS.length + LATEST.length, at + this.names.length);
      return;
    }
    row[at++] = count;
    for (const values of this.#decayed) row[at++] = values[item]!;
    row[at++] = count / this.#baskets;
    for (const values of this.#latest) row[at++] = values[item]!;
    const since = this.#day - this.#last[item]!;
    const mean = count > 1 ? (this.#last[item]! - this.#first[item]!) / (count - 1) : Number.NaN;
    const interval = count > 1 ? this.#last[item]! - this.#before[item]! : Number.NaN;
    row[at++] = since;
    row[at++] = this.#baskets - 1 - this.#lastBasket[item]!;
    row[at++] = this.#day - this.#first[item]!;
    row[at++] = mean;
    row[at++] = interval;
    row[at++] = since / mean;
    row[at++] = since / interval;
    row[at++] = this.#sameWeekday[item]! / count;
  }
}
