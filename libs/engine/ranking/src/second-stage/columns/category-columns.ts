import { MONTH } from '../item-statistics.js';
import { DAY_DECAYS, GROUP_DECAYS } from '../purchase-history.js';
import { type CandidateFamily, type GroupFamily, type ItemFamily, logOf, NEVER } from './column-family.js';

const DAYS = DAY_DECAYS.length;
const GROUPS = GROUP_DECAYS.length;
/** Place in `DAY_DECAYS` of the decay (90 days) for an item's share of its group. */
const SHARE_DECAY = 4;

/** How the user buys from a group of one level. */
export const ownGroup = (level: number): GroupFamily => ({
  group: 'category',
  names: [
    ...GROUP_DECAYS.map((days) => `group ${level}: own count, decay ${days} days`),
    `group ${level}: own count`,
    `group ${level}: days since own last`,
  ],
  write: ({ number, history, request: { day } }, out, at) => {
    const own = history.groups[level]!;
    for (let d = 0; d < GROUPS; d++) out[at++] = logOf(own.decayed[number * GROUPS + d]!);
    out[at++] = Math.log1p(own.count[number]!);
    out[at++] = number > 0 ? Math.log1p(day - own.lastDay[number]!) : NEVER;
  },
});

/** How all users buy from the item's group of one level; all 0 for an item without a group. */
export const groupOfAll = (level: number): ItemFamily => ({
  group: 'category',
  names: [
    'mean log interval of all',
    'share of purchases that repeat',
    'popularity, 28 days',
    "item's share of popularity",
  ].map((name) => `group ${level}: ${name}`),
  write: ({ item, levels, statistics, fades }, out, at) => {
    const group = levels[level]![item]!;
    if (group < 0) {
      for (let n = 0; n < 4; n++) out[at++] = 0;
      return;
    }
    const { all, month, repeats, logGaps } = statistics.groups[level]!;
    const fade = fades.purchases[MONTH]!;
    const ofMonth = month[group]! * fade;
    out[at++] = logGaps[group]! / (repeats[group]! + 1);
    out[at++] = repeats[group]! / (all[group]! + 1);
    out[at++] = Math.log1p(ofMonth);
    // A cold-start item borrows from other groups too: that may be more than its own group has.
    out[at++] = Math.min(1, (statistics.purchases[MONTH]![item]! * fade) / (ofMonth + 1));
  },
});

/** How much of what the user buys from the item's group of one level is the item. */
export const shareOfOwnGroup = (level: number): CandidateFamily => ({
  group: 'category',
  names: [`group ${level}: item's share of own`],
  write: ({ item, own, levels, history }, out, at) => {
    if (own === 0) out[at] = 0;
    else {
      const groups = history.groups[level]!;
      const ofGroup = groups.decayed[groups.groups.numberOf(levels[level]![item]!) * GROUPS + GROUPS - 1]!;
      out[at] = ofGroup > 0 ? Math.min(1, history.byDay[own * DAYS + SHARE_DECAY]! / (ofGroup + 1e-6)) : 0;
    }
  },
});
