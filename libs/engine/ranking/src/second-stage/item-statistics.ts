import { byDay } from './by-day.js';
import { groupCount } from './group-count.js';
import { ItemEvidence } from './item-evidence.js';
import type { NeighbourTable } from './item-neighbours.js';
import { type ItemTrendState, ItemTrends } from './item-trends.js';
import type { SessionLog } from './session-log.js';

/** Days of the windows in which purchases are counted. */
export const WINDOWS = [3, 7, 28, 91] as const;
/** Places in `WINDOWS`. */
export const WEEK = 1;
export const MONTH = 2;
const REGION_DAYS = 28;

/** What is known of all users on the morning of a day: I items, G groups a level. */
export interface ItemStatisticsState {
  /** All purchases (distinct user and day), [I]; and those within each window, [I] each. */
  all: Float32Array;
  windows: Float32Array[];
  /** Purchases by someone who had the item before, and the sum of ln(days since then), [I]. */
  repeats: Float32Array;
  logGaps: Float32Array;
  /** Sum over purchases of ln(items of the session), [I]. */
  logSizes: Float32Array;
  /** The same for groups, by level, [G]; of the windows only the month. */
  groups: { all: Float32Array; month: Float32Array; repeats: Float32Array; logGaps: Float32Array }[];
  /** Which items the same users had; absent if no feature needs it. */
  neighbours?: NeighbourTable;
  /** Which items are bought in one session; absent if no feature needs it. */
  together?: NeighbourTable;
  /** What all users try; absent if no feature needs it. */
  trends?: ItemTrendState;
  /** Events of other kinds within each of `EVIDENCE_WINDOWS`, by kind of the layout, [I] each; absent if no feature needs them. */
  evidence?: readonly (readonly Float32Array[])[];
  /** Purchases of the last 28 days by region and item; a missing region had none. */
  regions: Map<number, Float32Array>;
}

/** All arrays by item, [I] each; of the regions, one. */
export function itemColumns(statistics: ItemStatisticsState, region: number): Float32Array[] {
  const { all, windows, repeats, logGaps, logSizes, regions, trends, evidence = [] } = statistics;
  const ofRegion = regions.get(region);
  return [
    all,
    ...windows,
    repeats,
    logGaps,
    logSizes,
    ...(ofRegion ? [ofRegion] : []),
    ...(trends ? [...trends.windows, ...trends.firsts, trends.age, trends.idle] : []),
    ...evidence.flat(),
  ];
}

/** Counts purchases day by day and forgets what leaves a window: every morning it is what serving could know. */
export class ItemStatistics implements ItemStatisticsState {
  readonly all: Float32Array;
  readonly windows: Float32Array[];
  readonly repeats: Float32Array;
  readonly logGaps: Float32Array;
  readonly logSizes: Float32Array;
  readonly groups: ItemStatisticsState['groups'];
  readonly regions = new Map<number, Float32Array>();
  neighbours?: NeighbourTable;
  together?: NeighbourTable;
  readonly trends?: ItemTrends;
  readonly evidence?: readonly (readonly Float32Array[])[];
  readonly #evidence: readonly ItemEvidence[];
  readonly #order: Uint32Array;
  #entered = 0;
  readonly #left: number[] = WINDOWS.map(() => 0);
  #regionLeft = 0;
  /** [N] session of each purchase, and ln(days since the same user's last of the item), NaN for the first. */
  readonly #sessionOf: Uint32Array;
  readonly #logGap: Float32Array;

  /**
   * @param levels Group of each item by level, [I] each, -1 for none.
   * @param trends Whether to count what all users try. @param evidence Sessions of other kinds of events, by kind.
   */
  constructor(
    private readonly log: SessionLog,
    items: number,
    private readonly levels: readonly Int32Array[],
    trends = false,
    evidence: readonly SessionLog[] = [],
  ) {
    const zeros = (): Float32Array => new Float32Array(items);
    this.all = zeros();
    this.windows = WINDOWS.map(zeros);
    this.repeats = zeros();
    this.logGaps = zeros();
    this.logSizes = zeros();
    this.groups = levels.map((level) => {
      const size = groupCount(level);
      const empty = (): Float32Array => new Float32Array(size);
      return { all: empty(), month: empty(), repeats: empty(), logGaps: empty() };
    });
    const { sessionOf, logGap, order } = purchasesOf(log, items);
    this.#sessionOf = sessionOf;
    this.#logGap = logGap;
    this.#order = order;
    this.#evidence = evidence.map((events) => new ItemEvidence(events, items));
    if (evidence.length > 0) this.evidence = this.#evidence.map(({ windows }) => windows);
    if (!trends) return;
    const sequence = {
      length: order.length,
      day: (n: number) => log.day[sessionOf[order[n]!]!]!,
      item: (n: number) => log.item[order[n]!]!,
      first: (n: number) => Number.isNaN(logGap[order[n]!]!),
    };
    this.trends = new ItemTrends(sequence, items, levels);
  }

  /** Moves on to the morning of `day`; days never go back. */
  advanceTo(day: number): void {
    this.trends?.advanceTo(day);
    for (const counts of this.#evidence) counts.advanceTo(day);
    const dayOf = (at: number): number => this.log.day[this.#sessionOf[this.#order[at]!]!]!;
    while (this.#entered < this.#order.length && dayOf(this.#entered) < day) this.#enter(this.#order[this.#entered++]!);
    WINDOWS.forEach((days, w) => {
      let at = this.#left[w]!;
      for (; at < this.#entered && dayOf(at) < day - days; at++) {
        const purchase = this.#order[at]!;
        const item = this.log.item[purchase]!;
        this.windows[w]![item]!--;
        if (w === MONTH) this.#addToGroups(item, 'month', -1);
      }
      this.#left[w] = at;
    });
    for (; this.#regionLeft < this.#entered && dayOf(this.#regionLeft) < day - REGION_DAYS; this.#regionLeft++) {
      const purchase = this.#order[this.#regionLeft]!;
      this.#ofRegion(this.log.region[this.#sessionOf[purchase]!]!)[this.log.item[purchase]!]!--;
    }
  }

  #enter(purchase: number): void {
    const { log } = this;
    const item = log.item[purchase]!;
    const session = this.#sessionOf[purchase]!;
    this.all[item]!++;
    for (const counts of this.windows) counts[item]!++;
    this.logSizes[item]! += Math.log(log.itemOffsets[session + 1]! - log.itemOffsets[session]!);
    this.#addToGroups(item, 'all', 1);
    this.#addToGroups(item, 'month', 1);
    const gap = this.#logGap[purchase]!;
    if (!Number.isNaN(gap)) {
      this.repeats[item]!++;
      this.logGaps[item]! += gap;
      this.#addToGroups(item, 'repeats', 1);
      this.#addToGroups(item, 'logGaps', gap);
    }
    this.#ofRegion(log.region[session]!)[item]!++;
  }

  #addToGroups(item: number, name: 'all' | 'month' | 'repeats' | 'logGaps', by: number): void {
    this.levels.forEach((level, l) => {
      const group = level[item]!;
      if (group >= 0) this.groups[l]![name][group]! += by;
    });
  }

  #ofRegion(region: number): Float32Array {
    let counts = this.regions.get(region);
    if (!counts) {
      counts = new Float32Array(this.all.length);
      this.regions.set(region, counts);
    }
    return counts;
  }
}

/** All purchases in ascending order of day, and what does not change from day to day. */
function purchasesOf(
  log: SessionLog,
  items: number,
): { sessionOf: Uint32Array; logGap: Float32Array; order: Uint32Array } {
  const sessionOf = new Uint32Array(log.item.length);
  const logGap = new Float32Array(log.item.length).fill(Number.NaN);
  const lastDay = new Int32Array(items);
  const lastUser = new Int32Array(items).fill(-1);
  for (let user = 0; user + 1 < log.userOffsets.length; user++) {
    for (let session = log.userOffsets[user]!; session < log.userOffsets[user + 1]!; session++) {
      const day = log.day[session]!;
      for (let at = log.itemOffsets[session]!; at < log.itemOffsets[session + 1]!; at++) {
        const item = log.item[at]!;
        sessionOf[at] = session;
        if (lastUser[item] === user) logGap[at] = Math.log(day - lastDay[item]!);
        lastUser[item] = user;
        lastDay[item] = day;
      }
    }
  }
  return { sessionOf, logGap, order: byDay(log, sessionOf) };
}
