import { groupCount } from './group-count.js';
import type { NeighbourTables } from './item-neighbours.js';
import type { EvidenceFact, PurchaseFact } from './purchase-facts.js';
import { SparseCounts } from './sparse-counts.js';

/** Days in which the weight of a purchase falls to 1/e: a sum of such weights compares to a count of that many days. */
export const PURCHASE_DECAYS = [1, 3, 7, 14, 28, 91] as const;
/** Places in `PURCHASE_DECAYS`. */
export const WEEK = 2;
export const MONTH = 4;
export const QUARTER = 5;
/** The same for purchases by somebody who never had the item before. */
export const FIRST_DECAYS = [7, 28, 91] as const;
/** Place in `FIRST_DECAYS`. */
export const FIRST_MONTH = 1;
/** The same for events of other kinds. */
export const ITEM_EVIDENCE_DECAYS = [7, 28] as const;
/** Place in `ITEM_EVIDENCE_DECAYS`. */
export const EVIDENCE_MONTH = 1;

export const REGION_DAYS = PURCHASE_DECAYS[MONTH];
/** A region forgets an item whose sum fell below this: a single purchase, after half a year. */
export const LEAST_OF_REGION = 0.002;

/**
 * The arrays by item of a state, [I] each, made by their names one after the other, in the order of `itemArrays`.
 * @param kinds Names of the other kinds of events.
 */
export const newItemArrays = (kinds: readonly string[], sums: (name: string) => Float64Array) => ({
  /** All purchases (distinct user and day), those by somebody who had the item before, and the sum of their ln(days since then). */
  all: sums('all'),
  repeats: sums('repeats'),
  logGaps: sums('logGaps'),
  /** Purchases by decay, and first purchases. */
  purchases: PURCHASE_DECAYS.map((days) => sums(`${days} days`)),
  firsts: FIRST_DECAYS.map((days) => sums(`first ${days} days`)),
  /** By kind of the layout and decay. */
  evidence: kinds.map((kind) => ITEM_EVIDENCE_DECAYS.map((days) => sums(`${kind} ${days} days`))),
});

/** What is known of all users: I items, G groups a level. Sums that decay are as of `day`. */
export interface ItemStatisticsState extends Readonly<ReturnType<typeof newItemArrays>> {
  /** Local day of the latest fact. */
  readonly day: number;
  /** How often the sums have changed, so that what is computed from them can be kept; absent: they never do. */
  readonly changes?: number;
  /** Purchases of the month by region; a missing region had none. */
  readonly regions: ReadonlyMap<number, SparseCounts>;
  /** By level. */
  readonly groups: readonly GroupSums[];
}

/** What a ranker knows of items. */
export type RankerStatistics = ItemStatisticsState & NeighbourTables;

/** The sums of the items of each group, [G], made by their names; of those that decay only the month's. */
export const newGroupSums = (sums: (name: string) => Float64Array) => ({
  all: sums('all'),
  repeats: sums('repeats'),
  logGaps: sums('logGaps'),
  month: sums('month'),
  firsts: sums('firsts'),
});

export type GroupSums = ReturnType<typeof newGroupSums>;

/** By what the sums of a state are multiplied on a later day. */
export interface Fades {
  purchases: readonly number[];
  firsts: readonly number[];
  evidence: readonly number[];
}

/** How far the decaying sums have fallen on `day`; a day before that of the state does not raise them. */
export function fadesOn(day: number, state: Pick<ItemStatisticsState, 'day'>): Fades {
  const passed = Math.max(0, day - state.day);
  const fades = (decays: readonly number[]): number[] => decays.map((days) => Math.exp(-passed / days));
  return { purchases: fades(PURCHASE_DECAYS), firsts: fades(FIRST_DECAYS), evidence: fades(ITEM_EVIDENCE_DECAYS) };
}

/** The arrays by item that decay, with the days of each. */
const decaying = ({ purchases, firsts, evidence }: ItemStatisticsState): [Float64Array, number][] => [
  ...purchases.map((sums, d): [Float64Array, number] => [sums, PURCHASE_DECAYS[d]!]),
  ...firsts.map((sums, d): [Float64Array, number] => [sums, FIRST_DECAYS[d]!]),
  ...evidence
    .flat()
    .map((sums, n): [Float64Array, number] => [sums, ITEM_EVIDENCE_DECAYS[n % ITEM_EVIDENCE_DECAYS.length]!]),
];

/** All arrays by item, [I] each. */
export const itemArrays = (state: ItemStatisticsState): Float64Array[] => [
  ...[state.all, state.repeats, state.logGaps],
  ...decaying(state).map(([sums]) => sums),
];

/**
 * Sums over the purchases of all users. A fact can be taken back: with the sign −1 it leaves as if it had never come. Facts may come in
 * any order.
 */
export class ItemStatistics {
  readonly state;

  /** @param levels Group of each item by level, [I] each, -1 for none. @param kinds Number of other kinds of events. */
  constructor(
    items: number,
    private readonly levels: readonly Int32Array[],
    kinds = 0,
  ) {
    this.state = {
      ...newItemArrays(Array.from({ length: kinds }, String), () => new Float64Array(items)),
      regions: new Map<number, SparseCounts>(),
      groups: levels.map((level) => newGroupSums(() => new Float64Array(groupCount(level)))),
      day: Number.NEGATIVE_INFINITY,
      changes: 0,
    };
  }

  /** Regions know the same in one step as day by day if facts come in order of day. @param sign −1 takes the fact back. */
  add({ item, day, region, gap }: PurchaseFact, sign: 1 | -1 = 1): void {
    const age = this.reach(day);
    const first = gap === 0;
    const { all, repeats, logGaps, purchases, firsts, groups, regions } = this.state;
    all[item]! += sign;
    addDecayed(purchases, item, age, PURCHASE_DECAYS, sign);
    if (first) addDecayed(firsts, item, age, FIRST_DECAYS, sign);
    else {
      repeats[item]! += sign;
      logGaps[item]! += sign * Math.log(gap);
    }
    const fade = Math.exp(-age / REGION_DAYS);
    const ofMonth = sign * fade;
    const counts = regions.get(region) ?? new SparseCounts();
    regions.set(region, counts);
    const known = counts.get(item);
    // What had fallen below the least by that day was forgotten before it, also if many days are summed at once.
    counts.set(item, known < LEAST_OF_REGION * fade ? ofMonth : known + ofMonth);
    this.levels.forEach((level, l) => {
      const group = level[item]!;
      if (group < 0) return;
      const sums = groups[l]!;
      sums.all[group]! += sign;
      sums.month[group]! += ofMonth;
      if (first) sums.firsts[group]! += sign * Math.exp(-age / FIRST_DECAYS[FIRST_MONTH]);
      else {
        sums.repeats[group]! += sign;
        sums.logGaps[group]! += sign * Math.log(gap);
      }
    });
  }

  addEvidence({ item, day, kind }: EvidenceFact): void {
    addDecayed(this.state.evidence[kind]!, item, this.reach(day), ITEM_EVIDENCE_DECAYS, 1);
  }

  /** Moves on to `day` if it is later. @returns how many days before the latest day it is */
  reach(day: number): number {
    this.state.changes++;
    const passed = day - this.state.day;
    if (passed <= 0) return -passed;
    this.state.day = day;
    if (passed < Number.POSITIVE_INFINITY) fadeBy(passed, this.state);
    return 0;
  }

  /** Lets regions forget what facts of long ago left below the least. */
  dropLeast(): void {
    for (const counts of this.state.regions.values()) counts.scale(1, LEAST_OF_REGION);
  }
}

/** Lets all sums fall by so many days. @param dropped See `SparseCounts.scale` */
export function fadeBy(
  days: number,
  state: ItemStatisticsState,
  dropped?: (item: number, value: number) => void,
): void {
  for (const [sums, decay] of decaying(state)) scale(sums, Math.exp(-days / decay));
  for (const { month, firsts } of state.groups) {
    scale(month, Math.exp(-days / REGION_DAYS));
    scale(firsts, Math.exp(-days / FIRST_DECAYS[FIRST_MONTH]));
  }
  for (const counts of state.regions.values()) counts.scale(Math.exp(-days / REGION_DAYS), LEAST_OF_REGION, dropped);
}

function addDecayed(
  sums: readonly Float64Array[],
  item: number,
  age: number,
  decays: readonly number[],
  sign: number,
): void {
  for (let d = 0; d < decays.length; d++) sums[d]![item]! += age === 0 ? sign : sign * Math.exp(-age / decays[d]!);
}

function scale(sums: Float64Array, factor: number): void {
  for (let n = 0; n < sums.length; n++) sums[n]! *= factor;
}
