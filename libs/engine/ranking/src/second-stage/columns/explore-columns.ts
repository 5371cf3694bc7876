import { FIRST_DECAYS, FIRST_MONTH, MONTH, PURCHASE_DECAYS } from '../item-statistics.js';
import { type ColumnFamily, logOf, NEVER } from './column-family.js';

/** Strength, in purchases, of the prior that pulls an item's share of first purchases to one half. */
const PRIOR_FIRSTS = 4;
/** Places in `PURCHASE_DECAYS` that are no columns of all items. */
const DECAYS = [0, 3];

/** How all users try the item. */
export const TRIALS_OF_ALL: ColumnFamily = {
  group: 'explore',
  names: [
    ...DECAYS.map((d) => `popularity, ${PURCHASE_DECAYS[d]} days`),
    ...FIRST_DECAYS.map((days) => `first purchases, ${days} days`),
    'share of first purchases, 28 days',
    'purchases a buyer',
  ],
  write: ({ item, statistics: { all, repeats, purchases, firsts }, fades }, out, at) => {
    const sum = (d: number): number => purchases[d]![item]! * fades.purchases[d]!;
    const first = (d: number): number => firsts[d]![item]! * fades.firsts[d]!;
    for (const d of DECAYS) out[at++] = Math.log1p(sum(d));
    for (let d = 0; d < firsts.length; d++) out[at++] = Math.log1p(first(d));
    out[at++] = (first(FIRST_MONTH) + PRIOR_FIRSTS / 2) / (sum(MONTH) + PRIOR_FIRSTS);
    out[at++] = Math.log((all[item]! + 1) / (Math.max(0, all[item]! - repeats[item]!) + 1));
  },
};

/** Share of the item's purchases that come from the request's region. */
export const REGION_SHARE: ColumnFamily = {
  group: 'explore',
  names: ["region's share of popularity"],
  write: ({ item, statistics, fades, request: { region } }, out, at) => {
    const ofRegion = statistics.regions.get(region)?.get(item) ?? 0;
    const [fade, month] = [fades.purchases[MONTH]!, statistics.purchases[MONTH]![item]!];
    out[at] = Math.log((ofRegion * fade + 0.1) / (month * fade + 1));
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
    write: ({ item, levels, novelty, statistics, fades, request: { day } }, out, at) => {
      const group = levels[level]![item]!;
      if (group < 0) {
        for (let n = 0; n < names.length; n++) out[at++] = 0;
        return;
      }
      const fade = fades.firsts[FIRST_MONTH]!;
      const own = novelty!.groups[level]!;
      const firstsOfGroup = statistics.groups[level]!.firsts[group]! * fade;
      out[at++] = Math.log1p(own.distinct[group]!);
      out[at++] = logOf(own.tried[group]!);
      out[at++] = own.distinct[group]! > 0 ? Math.log1p(day - own.lastTried[group]!) : NEVER;
      out[at++] = Math.log1p(firstsOfGroup);
      // A cold-start item borrows from other groups too: that may be more than its own group has.
      out[at++] = Math.min(1, (statistics.firsts[FIRST_MONTH]![item]! * fade) / (firstsOfGroup + 1));
    },
  };
}
