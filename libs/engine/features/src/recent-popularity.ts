import type { InteractionLog } from './interaction-log.js';
import type { LocalClock } from './local-time.js';
import type { DayPriors } from './recent-priors.js';
import { isTargetType, type TargetKind } from './target-kind.js';

/** Numbers that are kept: with more items or days, a reading is that of an earlier morning. */
const MOST_NUMBERS = 40_000_000;

/** Which events are counted, and how fast they are forgotten. */
export interface RecentCounting {
  /** [items of the log] learned row, or -1. */
  itemRow: Int32Array;
  /** I. */
  items: number;
  target: TargetKind | undefined;
  /** Days in which the weight of an event falls to 1/e. */
  days: number;
  clock: LocalClock;
}

/**
 * How much each item was chosen of late, on every day of a log: Σ exp(−age in days / days) over distinct users, local days and items,
 * before that day. Kept as it was on the mornings of a grid.
 */
export class RecentPopularity implements DayPriors {
  readonly #clock: LocalClock;
  readonly #first: number;
  readonly #step: number;
  readonly #mornings: Float32Array[] = [];

  /** @param priorOf What is kept of the counts [I] of a morning. */
  constructor(log: InteractionLog, counting: RecentCounting, priorOf: (counts: Float64Array) => Float32Array) {
    const { chosen, ends } = itemsByDay(log, counting);
    this.#clock = counting.clock;
    const own = [...ends.keys()];
    this.#first = own[0] ?? 0;
    const last = own.at(-1) ?? 0;
    const { items, days } = counting;
    this.#step = Math.max(1, Math.ceil(((last + 2 - this.#first) * items) / MOST_NUMBERS));
    const counts = new Float64Array(items);
    const fade = Math.exp(-1 / days);
    let next = 0;
    for (let day = this.#first; day <= last + this.#step; day++) {
      if ((day - this.#first) % this.#step === 0) this.#mornings.push(priorOf(counts));
      for (const end = ends.get(day) ?? next; next < end; next++) counts[chosen[next]!]!++;
      for (let item = 0; item < items; item++) counts[item]! *= fade;
    }
  }

  /** The morning of the local day of a time. */
  numberAt(time: number): number {
    const morning = Math.floor((this.#clock.day(time) - this.#first) / this.#step);
    return Math.max(0, Math.min(this.#mornings.length - 1, morning));
  }

  /** [I] */
  of(morning: number): Float32Array {
    return this.#mornings[morning]!;
  }

  /** After the whole log, [I]. */
  get last(): Float32Array {
    return this.#mornings.at(-1)!;
  }
}

/** The items that distinct users chose, day after day, and where each day ends: four bytes each, however many events there are. */
function itemsByDay(log: InteractionLog, counting: RecentCounting): { chosen: Uint32Array; ends: Map<number, number> } {
  const sizes = new Map<number, number>();
  eachFact(log, counting, (day) => sizes.set(day, (sizes.get(day) ?? 0) + 1));
  const ends = new Map<number, number>();
  let size = 0;
  for (const day of [...sizes.keys()].sort((a, b) => a - b)) {
    ends.set(day, size);
    size += sizes.get(day)!;
  }
  const chosen = new Uint32Array(size);
  eachFact(log, counting, (day, item) => {
    const place = ends.get(day)!;
    chosen[place] = item;
    ends.set(day, place + 1);
  });
  return { chosen, ends };
}

/** Calls `visit` for each distinct user, day and item. */
function eachFact(
  { users, userOffsets, item, time, type }: InteractionLog,
  { itemRow, target, clock }: RecentCounting,
  visit: (day: number, item: number) => void,
): void {
  const seen = new Set<number>();
  for (let user = 0; user < users.length; user++) {
    let day = Number.NaN;
    for (let row = userOffsets[user]!; row < userOffsets[user + 1]!; row++) {
      const learned = itemRow[item[row]!]!;
      if (learned < 0 || !isTargetType(target, type[row]!)) continue;
      const own = clock.day(time[row]!);
      if (own !== day) seen.clear();
      day = own;
      if (seen.has(learned)) continue;
      seen.add(learned);
      visit(day, learned);
    }
  }
}
