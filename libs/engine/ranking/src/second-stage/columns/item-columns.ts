import { MONTH, PURCHASE_DECAYS, QUARTER, WEEK } from '../item-statistics.js';
import { type CandidateFamily, type ItemFamily, logOf } from './column-family.js';

/** Strength of the priors: purchases that repeat at the rate of the item's group, intervals of its group's length. */
const PRIOR_REPEATS = 5;
const PRIOR_GAPS = 3;
/** Places in `PURCHASE_DECAYS`; the others are columns of unseen items. */
const DECAYS = [1, WEEK, MONTH, QUARTER];

/** How much all users buy the item, and whether that grows. */
const POPULARITY: ItemFamily = {
  group: 'item',
  names: [
    ...DECAYS.map((d) => `popularity, ${PURCHASE_DECAYS[d]} days`),
    'popularity',
    'growth, week of month',
    'growth, month of quarter',
  ],
  write: ({ item, statistics: { all, purchases }, fades }, out, at) => {
    const sum = (d: number): number => purchases[d]![item]! * fades.purchases[d]!;
    const [week, month, quarter] = [sum(WEEK), sum(MONTH), sum(QUARTER)];
    for (const d of DECAYS) out[at++] = Math.log1p(sum(d));
    out[at++] = Math.log1p(all[item]!);
    out[at++] = Math.log(((week + 1) * 4) / (month + 4));
    out[at++] = Math.log(((month + 1) * 3) / (quarter + 3));
  },
};

/** Whether and when users buy the item again. */
const REPEATS_OF_ALL: ItemFamily = {
  group: 'item',
  names: ['share of purchases that repeat', 'mean log interval of all'],
  write: ({ item, levels, statistics }, out, at) => {
    const { groups } = statistics;
    const all = statistics.all[item]!;
    const repeats = statistics.repeats[item]!;
    const finest = levels[0]?.[item] ?? -1;
    const rate = finest < 0 ? 0 : groups[0]!.repeats[finest]! / (groups[0]!.all[finest]! + 1);
    const gap = finest < 0 ? 0 : groups[0]!.logGaps[finest]! / (groups[0]!.repeats[finest]! + 1);
    out[at++] = (repeats + PRIOR_REPEATS * rate) / (all + PRIOR_REPEATS);
    out[at++] = (statistics.logGaps[item]! + PRIOR_GAPS * gap) / (repeats + PRIOR_GAPS);
  },
};

/** What all users do with the item. */
export const ITEM_COLUMNS: readonly ItemFamily[] = [POPULARITY, REPEATS_OF_ALL];

/** How much the item sells of late, beside what sells best. */
export const SELLING: CandidateFamily = {
  group: 'item',
  names: ['popularity of the highest, 7 days'],
  write: ({ ofWeek, totals: { week } }, out, at) => {
    out[at] = logOf(ofWeek / week);
  },
};

/** How much the item is bought in the request's region. */
export const REGION_COLUMNS: CandidateFamily = {
  group: 'region',
  names: ['popularity in the region, 28 days'],
  write: ({ inRegion }, out, at) => {
    out[at] = Math.log1p(inRegion);
  },
};
