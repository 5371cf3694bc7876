import { FIRST_DECAYS, FIRST_MONTH, MONTH, PURCHASE_DECAYS } from '../item-statistics.js';
import { type GroupFamily, type ItemFamily, logOf, NEVER, type RequestFamily } from './column-family.js';

/** Strength, in purchases, of the prior that pulls an item's share of first purchases to one half. */
const PRIOR_FIRSTS = 4;
/** Places in `PURCHASE_DECAYS` that are no columns of all items. */
const DECAYS = [0, 3];

/** How all users try the item. */
export const TRIALS_OF_ALL: ItemFamily = {
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

/** How this user tries items that are new to them. */
export const TRIALS_OF_USER: RequestFamily = {
  group: 'explore',
  names: [
    'share of unseen items',
    'share of unseen items, last sessions',
    'size of the last sessions',
    'size of the last session',
  ],
  write: ({ novelty }, out, at) => {
    out[at++] = novelty.share;
    out[at++] = novelty.latestShare;
    out[at++] = Math.log1p(novelty.latestSize);
    out[at++] = Math.log1p(novelty.lastSize);
  },
};

/** How all users try the item's group of one level; all 0 for an item without a group. */
export const groupTrials = (level: number): ItemFamily => ({
  group: 'explore',
  names: [`group ${level}: first purchases, 28 days`, `group ${level}: item's share of first purchases`],
  write: ({ item, levels, statistics, fades }, out, at) => {
    const group = levels[level]![item]!;
    const fade = fades.firsts[FIRST_MONTH]!;
    const ofGroup = group < 0 ? 0 : statistics.groups[level]!.firsts[group]! * fade;
    out[at++] = Math.log1p(ofGroup);
    // A cold-start item borrows from other groups too: that may be more than its own group has.
    out[at++] = group < 0 ? 0 : Math.min(1, (statistics.firsts[FIRST_MONTH]![item]! * fade) / (ofGroup + 1));
  },
});

/** How this user tries items of a group of one level. */
export const ownGroupTrials = (level: number): GroupFamily => ({
  group: 'explore',
  names: ['own distinct', 'own newly tried, decay 60 days', 'days since newly tried'].map(
    (name) => `group ${level}: ${name}`,
  ),
  write: ({ number, novelty, request: { day } }, out, at) => {
    const own = novelty.groups[level]!;
    out[at++] = Math.log1p(own.distinct[number]!);
    out[at++] = logOf(own.tried[number]!);
    out[at++] = number > 0 ? Math.log1p(day - own.lastTried[number]!) : NEVER;
  },
});
