import { MONTH } from '../item-statistics.js';
import { DAY_DECAYS, GROUP_DECAYS } from '../purchase-history.js';
import { type ColumnFamily, logOf, NEVER } from './column-family.js';

const DAYS = DAY_DECAYS.length;
const GROUPS = GROUP_DECAYS.length;
/** Place in `DAY_DECAYS` of the decay (90 days) for an item's share of its group. */
const SHARE_DECAY = 4;

/** How the user and all users buy from the item's group of one level; all 0 for an item without a group. */
export function categoryColumns(level: number): ColumnFamily {
  const names = [
    ...GROUP_DECAYS.map((days) => `own count, decay ${days} days`),
    'own count',
    'days since own last',
    "item's share of own",
    'due by the interval of all',
    'share of purchases that repeat',
    'popularity, 28 days',
    "item's share of popularity",
  ].map((name) => `group ${level}: ${name}`);
  return {
    group: 'category',
    names,
    write: ({ item, levels, history, statistics, fades, request: { day } }, out, at) => {
      const group = levels[level]![item]!;
      if (group < 0) {
        for (let n = 0; n < names.length; n++) out[at++] = 0;
        return;
      }
      const own = history.groups[level]!;
      const { all, month, repeats, logGaps } = statistics.groups[level]!;
      const since = own.count[group]! > 0 ? Math.log1p(day - own.lastDay[group]!) : NEVER;
      for (let d = 0; d < GROUPS; d++) out[at++] = logOf(own.decayed[group * GROUPS + d]!);
      out[at++] = Math.log1p(own.count[group]!);
      out[at++] = since;
      const share = history.byDay[item * DAYS + SHARE_DECAY]! / (own.decayed[group * GROUPS + GROUPS - 1]! + 1e-6);
      out[at++] = Math.min(share, 1);
      out[at++] = since - logGaps[group]! / (repeats[group]! + 1);
      out[at++] = repeats[group]! / (all[group]! + 1);
      const ofMonth = month[group]! * fades.purchases[MONTH]!;
      out[at++] = Math.log1p(ofMonth);
      // A cold-start item borrows from other groups too: that may be more than its own group has.
      out[at++] = Math.min(1, (statistics.purchases[MONTH]![item]! * fades.purchases[MONTH]!) / (ofMonth + 1));
    },
  };
}
