import type { Likeness } from './item-neighbours.js';
import { type ItemStatisticsState, MONTH, WEEK } from './item-statistics.js';
import { groupLevels, type JointLayout, jointFeatureNames } from './joint-layout.js';
import type { JointRequest } from './joint-request.js';
import { NoveltyFeatures } from './novelty-features.js';
import { DAY_DECAYS, GROUP_DECAYS, LATEST_VISITS, type OwnItems, VISIT_DECAYS } from './own-items.js';

/** Item signals that are live in the request's region. */
export interface LiveSignals {
  /** Whether any are known there. */
  known: boolean;
  /** By name of the layout, [I]: 1 + place of the value in the layout; 0 where it is none of them or there is none. */
  values: Uint8Array[];
  /** Items with any. */
  items: Int32Array;
}

/** Inner products of h_gen and h_next with each candidate, and with the best of the whole catalogue. */
export interface ModelScores {
  general: Float32Array;
  next: Float32Array;
  bestGeneral: number;
  bestNext: number;
}

/** How like the user's own items each item is: by who has both, and by what is taken on one visit. */
export interface OwnLikeness {
  users?: Likeness | undefined;
  visits?: Likeness | undefined;
}

const DAYS = DAY_DECAYS.length;
const VISITS = VISIT_DECAYS.length;
const GROUPS = GROUP_DECAYS.length;
/** What "never" is told as: ln(1 + days) of three years. */
const NEVER = 7;
/** Below the smallest that a weight of interest falls to. */
const FLOOR = 1e-3;
/** What an item is taken to have had beforehand: purchases that repeat at its group's rate, intervals of its group's length. */
const PRIOR_REPEATS = 5;
const PRIOR_GAPS = 3;
/** And purchases in visits of ordinary size, as ln(items). */
const PRIOR_SIZES = 5;
const ORDINARY_LOG_SIZE = 2.5;

const logOf = (x: number): number => Math.log(x + FLOOR);

/** What is told of the user and an item that the user never had. */
const NEVER_HAD = Float32Array.of(
  0,
  ...Array<number>(DAYS + VISITS).fill(logOf(0)),
  ...Array<number>(LATEST_VISITS).fill(0),
  NEVER,
  NEVER,
  ...Array<number>(6).fill(-2),
  NEVER - 1,
  ...Array<number>(3).fill(0),
);

/** Writes what the joint ranking is told of candidates: counts and days as logarithms, shares as they are; all finite. */
export class JointFeatures {
  readonly width: number;
  /** Has to read each user before their candidates are written. */
  readonly novelty: NoveltyFeatures | undefined;
  private readonly levelCount: number;

  constructor(
    readonly layout: JointLayout,
    private readonly levels: readonly Int32Array[],
  ) {
    this.width = jointFeatureNames(layout).length;
    this.levelCount = groupLevels(layout);
    this.novelty = layout.novelty ? new NoveltyFeatures(levels, layout.regions) : undefined;
  }

  /**
   * One row a candidate to `out` from `at` on, [n, F]. `own` has read the user's visits before the request, and
   * `statistics` stands on no later than its morning. `likeness` is of the
   * same user; `scores` are absent where the user has no vectors: 0 for all.
   */
  write(
    candidates: ArrayLike<number>,
    own: OwnItems,
    statistics: ItemStatisticsState,
    request: JointRequest,
    signals: LiveSignals | undefined,
    likeness: OwnLikeness,
    scores: ModelScores | undefined,
    out: Float32Array,
    at: number,
  ): void {
    const visitor = visitorOf(own, request);
    for (let c = 0; c < candidates.length; c++) {
      const item = candidates[c]!;
      let to = this.writeOwn(item, own, request, out, at);
      out.set(visitor, to);
      to += visitor.length;
      to = this.writeItem(item, own, statistics, request, out, to);
      if (this.layout.regions) out[to++] = Math.log1p(statistics.regions.get(request.region)?.[item] ?? 0);
      to = this.writeSignals(item, signals, out, to);
      if (this.layout.neighbours) out[to++] = logOf(likeness.users?.scores[item] ?? 0);
      if (this.novelty) to = this.novelty.write(item, statistics, request, out, to);
      if (this.layout.together) to = this.writeTogether(item, likeness, out, to);
      if (this.layout.scores) {
        out[to++] = scores ? scores.general[c]! - scores.bestGeneral : 0;
        out[to++] = scores ? scores.next[c]! - scores.bestNext : 0;
      }
      at = to;
    }
  }

  private writeOwn(item: number, own: OwnItems, { day }: JointRequest, out: Float32Array, at: number): number {
    const count = own.count[item]!;
    if (count === 0) {
      out.set(NEVER_HAD, at);
      return at + NEVER_HAD.length;
    }
    out[at++] = Math.log1p(count);
    for (let d = 0; d < DAYS; d++) out[at++] = logOf(own.byDay[item * DAYS + d]!);
    for (let d = 0; d < VISITS; d++) out[at++] = logOf(own.byVisit[item * VISITS + d]!);
    for (let v = 0; v < LATEST_VISITS; v++) out[at++] = (own.latest[item]! >> v) & 1;
    const since = day - own.lastDay[item]!;
    const mean = count > 1 ? (own.lastDay[item]! - own.firstDay[item]!) / (count - 1) : -1;
    const gap = own.gap[item]!;
    out[at++] = Math.log1p(since);
    out[at++] = Math.log1p(day - own.firstDay[item]!);
    out[at++] = mean > 0 ? Math.log1p(mean) : -1;
    out[at++] = mean > 0 ? Math.min(10, since / mean) : -1;
    out[at++] = Math.log1p(gap);
    out[at++] = Math.log1p(own.gapBefore[item]!);
    out[at++] = gap > 0 ? Math.min(10, since / gap) : -1;
    out[at++] = count / (own.visits - own.firstVisit[item]!);
    out[at++] = Math.log1p(own.visits - 1 - own.lastVisit[item]!);
    out[at++] = own.sameWeekday[item]! / count;
    out[at++] = own.sameDaypart[item]! / count;
    out[at++] = own.logSizes[item]! / count;
    return at;
  }

  private writeItem(
    item: number,
    own: OwnItems,
    statistics: ItemStatisticsState,
    { day }: JointRequest,
    out: Float32Array,
    at: number,
  ): number {
    const { windows, groups } = statistics;
    const all = statistics.all[item]!;
    const [week, month, quarter] = [windows[WEEK]![item]!, windows[MONTH]![item]!, windows[MONTH + 1]![item]!];
    const sinceOwn = own.count[item]! > 0 ? Math.log1p(day - own.lastDay[item]!) : NEVER;
    for (const counts of windows) out[at++] = Math.log1p(counts[item]!);
    out[at++] = Math.log1p(all);
    out[at++] = Math.log(((week + 1) * 4) / (month + 4));
    out[at++] = Math.log(((month + 1) * 3) / (quarter + 3));
    const finest = this.levels[0]?.[item] ?? -1;
    const rate = finest < 0 ? 0 : groups[0]!.repeats[finest]! / (groups[0]!.all[finest]! + 1);
    const gap = finest < 0 ? 0 : groups[0]!.logGaps[finest]! / (groups[0]!.repeats[finest]! + 1);
    const repeats = statistics.repeats[item]!;
    const interval = (statistics.logGaps[item]! + PRIOR_GAPS * gap) / (repeats + PRIOR_GAPS);
    out[at++] = (repeats + PRIOR_REPEATS * rate) / (all + PRIOR_REPEATS);
    out[at++] = interval;
    out[at++] = sinceOwn - interval;
    out[at++] = (statistics.logSizes[item]! + PRIOR_SIZES * ORDINARY_LOG_SIZE) / (all + PRIOR_SIZES);
    for (let l = 0; l < this.levelCount; l++) at = this.writeGroup(l, item, own, statistics, day, out, at);
    return at;
  }

  private writeGroup(
    level: number,
    item: number,
    own: OwnItems,
    statistics: ItemStatisticsState,
    day: number,
    out: Float32Array,
    at: number,
  ): number {
    const group = this.levels[level]![item]!;
    if (group < 0) {
      for (let n = 0; n < GROUPS + 7; n++) out[at++] = 0;
      return at;
    }
    const mine = own.groups[level]!;
    const { all, month, repeats, logGaps } = statistics.groups[level]!;
    const since = mine.count[group]! > 0 ? Math.log1p(day - mine.lastDay[group]!) : NEVER;
    for (let d = 0; d < GROUPS; d++) out[at++] = logOf(mine.decayed[group * GROUPS + d]!);
    out[at++] = Math.log1p(mine.count[group]!);
    out[at++] = since;
    const share = own.byDay[item * DAYS + ORDER_OF_SHARE]! / (mine.decayed[group * GROUPS + GROUPS - 1]! + 1e-6);
    out[at++] = Math.min(share, 1);
    out[at++] = since - logGaps[group]! / (repeats[group]! + 1);
    out[at++] = repeats[group]! / (all[group]! + 1);
    out[at++] = Math.log1p(month[group]!);
    // What a newcomer borrows of other groups may be more than its own has.
    out[at++] = Math.min(1, statistics.windows[MONTH]![item]! / (month[group]! + 1));
    return at;
  }

  private writeTogether(item: number, { users, visits }: OwnLikeness, out: Float32Array, at: number): number {
    if (this.layout.neighbours) out[at++] = logOf(users?.nearest[item] ?? 0);
    out[at++] = logOf(visits?.scores[item] ?? 0);
    out[at++] = logOf(visits?.nearest[item] ?? 0);
    return at;
  }

  private writeSignals(item: number, signals: LiveSignals | undefined, out: Float32Array, at: number): number {
    if (this.layout.signals.length === 0) return at;
    out[at++] = signals?.known ? 1 : 0;
    this.layout.signals.forEach(({ values }, s) => {
      const live = signals ? signals.values[s]![item]! : 0;
      for (let v = 1; v <= values.length; v++) out[at++] = live === v ? 1 : 0;
    });
    return at;
  }
}

/** Place in `DAY_DECAYS` of the decay (90 days) that an item's share of its group is measured by. */
const ORDER_OF_SHARE = 4;

/** What is told of the user and the request, whatever the item. */
function visitorOf(own: OwnItems, { day, hour }: JointRequest): Float32Array {
  const weekday = ((day % 7) + 7) % 7;
  return Float32Array.of(
    Math.log1p(own.visits),
    own.visits > 0 ? Math.log1p(day - own.lastVisitDay) : NEVER - 2,
    own.visits > 0 ? Math.log1p(own.meanGap) : NEVER - 2,
    Math.log1p(own.meanSize),
    ...Array.from({ length: 7 }, (_, d) => (d === weekday ? 1 : 0)),
    hour / 24,
  );
}
