import { MONTH } from '../item-statistics.js';
import { FIRST_MONTH, FIRST_WINDOWS, TREND_WINDOWS } from '../item-trends.js';
import { type ColumnFamily, logOf, NEVER } from './column-family.js';

/** Strength, in purchases, of the prior that pulls an item's share of first purchases to one half. */
const PRIOR_FIRSTS = 4;

/** How all users try the item. */
export const TRIALS_OF_ALL: ColumnFamily = {
  group: 'explore',
  names: [
    ...TREND_WINDOWS.map((days) => `popularity, ${days} days`),
    ...FIRST_WINDOWS.map((days) => `first purchases, ${days} days`),
    'share of first purchases, 28 days',
    'purchases a buyer',
    'days since the last purchase of all',
    'days since the first purchase of all',
  ],
  write: ({ item, statistics }, out, at) => {
    const { windows, firsts, age, idle } = statistics.trends!;
    const month = statistics.windows[MONTH]![item]!;
    const all = statistics.all[item]!;
    for (let w = 0; w < windows.length; w++) out[at++] = Math.log1p(windows[w]![item]!);
    for (let w = 0; w < firsts.length; w++) out[at++] = Math.log1p(firsts[w]![item]!);
    out[at++] = (firsts[FIRST_MONTH]![item]! + PRIOR_FIRSTS / 2) / (month + PRIOR_FIRSTS);
    out[at++] = Math.log((all + 1) / (Math.max(0, all - statistics.repeats[item]!) + 1));
    out[at++] = idle[item]! < 0 ? NEVER : Math.log1p(idle[item]!);
    out[at++] = age[item]! < 0 ? NEVER : Math.log1p(age[item]!);
  },
};

/** Share of the item's purchases that come from the request's region. */
export const REGION_SHARE: ColumnFamily = {
  group: 'explore',
  names: ["region's share of popularity"],
  write: ({ item, statistics, request: { region } }, out, at) => {
    const month = statistics.windows[MONTH]![item]!;
    out[at] = Math.log(((statistics.regions.get(region)?.[item] ?? 0) + 0.1) / (month + 1));
  },
};

/** How this user tries items that are new to them. */
export const TRIALS_OF_USER: ColumnFamily = {
  group: 'explore',
  names: [
    'share of unseen items',
    'share of unseen items, last sessions',
    'size of the last sessions',
    'size of the last session',
  ],
  write: ({ novelty }, out, at) => {
    out[at++] = novelty!.share;
    out[at++] = novelty!.latestShare;
    out[at++] = Math.log1p(novelty!.latestSize);
    out[at++] = Math.log1p(novelty!.lastSize);
  },
};

/** How this user and all users try the item's group of one level; all 0 for an item without a group. */
export function categoryTrials(level: number): ColumnFamily {
  const names = [
    'own distinct',
    'own newly tried, decay 60 days',
    'days since newly tried',
    'first purchases, 28 days',
    "item's share of first purchases",
  ].map((name) => `group ${level}: ${name}`);
  return {
    group: 'explore',
    names,
    write: ({ item, levels, novelty, statistics, request: { day } }, out, at) => {
      const group = levels[level]![item]!;
      if (group < 0) {
        for (let n = 0; n < names.length; n++) out[at++] = 0;
        return;
      }
      const { firsts, groupFirsts } = statistics.trends!;
      const own = novelty!.groups[level]!;
      const firstsOfGroup = groupFirsts[level]![group]!;
      out[at++] = Math.log1p(own.distinct[group]!);
      out[at++] = logOf(own.tried[group]!);
      out[at++] = own.distinct[group]! > 0 ? Math.log1p(day - own.lastTried[group]!) : NEVER;
      out[at++] = Math.log1p(firstsOfGroup);
      // A cold-start item borrows from other groups too: that may be more than its own group has.
      out[at++] = Math.min(1, firsts[FIRST_MONTH]![item]! / (firstsOfGroup + 1));
    },
  };
}
