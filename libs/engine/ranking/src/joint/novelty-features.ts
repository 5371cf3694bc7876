import type { ItemStatisticsState } from './item-statistics.js';
import { MONTH } from './item-statistics.js';
import { FIRST_MONTH, FIRST_WINDOWS, TREND_WINDOWS } from './item-trends.js';
import type { JointRequest } from './joint-request.js';
import { OwnNovelty } from './own-novelty.js';
import type { VisitLog } from './visit-log.js';

/** What "never" is told as: ln(1 + days) of three years. */
const NEVER = 7;
/** Below the smallest that a weight of interest falls to. */
const FLOOR = 1e-3;
/** Purchases that an item's share of new buyers is drawn to a half by. */
const PRIOR_FIRSTS = 4;

/** Names of the columns for so many levels of groups. */
export const noveltyFeatureNames = (levels: number, regions: boolean): string[] => [
  ...TREND_WINDOWS.map((days) => `popularity, ${days} days`),
  ...FIRST_WINDOWS.map((days) => `first purchases, ${days} days`),
  'share of first purchases, 28 days',
  'purchases a buyer',
  'days since anybody',
  'days since the first ever',
  ...(regions ? ["region's share of popularity"] : []),
  'share of what is new',
  'share of what is new, last visits',
  'size of the last visits',
  'size of the last visit',
  ...Array.from({ length: levels }, (_, l) =>
    [
      'own distinct',
      'own newly tried, decay 60 days',
      'days since newly tried',
      'first purchases, 28 days',
      "item's share of first purchases",
    ].map((name) => `group ${l}: ${name}`),
  ).flat(),
];

/** How everybody and this user try what is new. */
export class NoveltyFeatures {
  private readonly own: OwnNovelty;

  constructor(
    private readonly levels: readonly Int32Array[],
    private readonly regions: boolean,
  ) {
    this.own = new OwnNovelty(levels);
  }

  /** Takes in the visits of the log's only user. */
  read(visits: VisitLog, day: number): void {
    this.own.read(visits, 0, visits.day.length, day);
  }

  /** Of the user read last. @returns the place after the last column */
  write(
    item: number,
    statistics: ItemStatisticsState,
    { day, region }: JointRequest,
    out: Float32Array,
    at: number,
  ): number {
    const { windows, firsts, groupFirsts, age, idle } = statistics.trends!;
    const { own } = this;
    const month = statistics.windows[MONTH]![item]!;
    const all = statistics.all[item]!;
    for (const counts of windows) out[at++] = Math.log1p(counts[item]!);
    for (const counts of firsts) out[at++] = Math.log1p(counts[item]!);
    out[at++] = (firsts[FIRST_MONTH]![item]! + PRIOR_FIRSTS / 2) / (month + PRIOR_FIRSTS);
    out[at++] = Math.log((all + 1) / (Math.max(0, all - statistics.repeats[item]!) + 1));
    out[at++] = idle[item]! < 0 ? NEVER : Math.log1p(idle[item]!);
    out[at++] = age[item]! < 0 ? NEVER : Math.log1p(age[item]!);
    if (this.regions) out[at++] = Math.log(((statistics.regions.get(region)?.[item] ?? 0) + 0.1) / (month + 1));
    out[at++] = own.share;
    out[at++] = own.latestShare;
    out[at++] = Math.log1p(own.latestSize);
    out[at++] = Math.log1p(own.lastSize);
    for (let l = 0; l < this.levels.length; l++) {
      const group = this.levels[l]![item]!;
      if (group < 0) {
        for (let n = 0; n < 5; n++) out[at++] = 0;
        continue;
      }
      const mine = own.groups[l]!;
      const tried = mine.distinct[group]! > 0;
      const firstsOfGroup = groupFirsts[l]![group]!;
      out[at++] = Math.log1p(mine.distinct[group]!);
      out[at++] = Math.log(mine.tried[group]! + FLOOR);
      out[at++] = tried ? Math.log1p(day - mine.lastTried[group]!) : NEVER;
      out[at++] = Math.log1p(firstsOfGroup);
      // What a newcomer borrows of other groups may be more than its own has.
      out[at++] = Math.min(1, firsts[FIRST_MONTH]![item]! / (firstsOfGroup + 1));
    }
    return at;
  }
}
