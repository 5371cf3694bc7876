import { type ItemStatisticsState, MONTH, PURCHASE_DECAYS } from '../second-stage/item-statistics.js';
import type { SparseCounts } from '../second-stage/sparse-counts.js';

export interface ScoredPlace {
  item: number;
  score: number;
}

/** In a region, purchases are known of this window alone. */
export const BEST_SELLER_DAYS = PURCHASE_DECAYS[MONTH];

/**
 * What sells best: items by the purchases of a window, in which a purchase `a` days ago counts exp(−a / days).
 * @param days One of `PURCHASE_DECAYS`. @param inRegion Purchases of the month in a region, which then order the list in their place.
 */
export function bestSellers(
  { purchases }: Pick<ItemStatisticsState, 'purchases'>,
  days: number,
  inRegion?: SparseCounts,
): ScoredPlace[] {
  const found: ScoredPlace[] = [];
  const add = (item: number, sum: number): void => {
    // Sums of the same purchases are equal in single precision alone.
    const score = Math.fround(sum);
    if (score > 0) found.push({ item, score });
  };
  if (inRegion) inRegion.forEach(add);
  else
    purchases[windowOf(days)]!.forEach((sum, item) => {
      add(item, sum);
    });
  return bestFirst(found);
}

/**
 * What sells more than it used to. An item that does as the shop does has the shop's share of a longer window in a short one: so neither the
 * hour of the day nor a holiday makes everything trend. The score is by how many standard deviations of chance (a Poisson process) the item
 * is above that: one more purchase of what hardly sells is no trend.
 * @param days One of `PURCHASE_DECAYS`. @param inRegion Only what sells in the region.
 */
export function trending(
  { purchases }: Pick<ItemStatisticsState, 'purchases'>,
  days: number,
  inRegion?: SparseCounts,
): ScoredPlace[] {
  const window = windowOf(days);
  // At least four times as long, but the longest of all.
  const longer = PURCHASE_DECAYS.findIndex((each) => each >= 4 * days);
  const base = longer < 0 ? PURCHASE_DECAYS.length - 1 : longer;
  const share = total(purchases[window]!) / (total(purchases[base]!) || 1);
  const found: ScoredPlace[] = [];
  purchases[window]!.forEach((sum, item) => {
    if (inRegion && !(inRegion.get(item) > 0)) return;
    const expected = share * purchases[base]![item]!;
    // Half of the mean is the variance of a sum whose weights fall to 1/e.
    const score = Math.fround((sum - expected) / Math.sqrt(expected / 2 + LEAST_VARIANCE));
    if (score > LEAST_GROWTH) found.push({ item, score });
  });
  return bestFirst(found);
}

const total = (sums: Float64Array): number => sums.reduce((sum, each) => sum + each, 0);

/** A few purchases out of nothing are not a trend yet. */
const LEAST_VARIANCE = 1;
/** What grows by less is chance. */
const LEAST_GROWTH = 0.5;

function windowOf(days: number): number {
  const window = (PURCHASE_DECAYS as readonly number[]).indexOf(days);
  if (window < 0) throw new RangeError(`no sums of ${days} days`);
  return window;
}

const bestFirst = (found: ScoredPlace[]): ScoredPlace[] => found.sort((a, b) => b.score - a.score || a.item - b.item);
