import type { ActivityRow } from '@stars/client';

/** What a chart and a column show. */
export const MEASURES = ['lists', 'clicks', 'carts', 'purchases', 'revenue'] as const;
export type Measure = (typeof MEASURES)[number];

export interface ActivityCounts extends Record<Measure, number> {
  /** Bought, and not in the revenue. */
  unitsWithoutPrice: number;
}

export function sumRows(rows: readonly ActivityRow[]): ActivityCounts {
  const sum = { lists: 0, clicks: 0, carts: 0, purchases: 0, revenue: 0, unitsWithoutPrice: 0 };
  for (const { answers, events } of rows) {
    sum.lists += answers;
    if (events === undefined) continue;
    sum.clicks += events.views;
    sum.carts += events.add_to_carts;
    sum.purchases += events.purchases;
    sum.revenue += events.revenue;
    sum.unitsWithoutPrice += events.units_without_price;
  }
  return sum;
}

export interface EventRate {
  /** Events for each list. */
  value: number;
  /** Of 95%. */
  low: number;
  high: number;
}

const Z = 1.96;

/**
 * Events for each list, with the interval of 95% of a Poisson count (Byar's approximation): a list may have several clicks, so this
 * is no share. Undefined without lists.
 *
 * @example eventRate(10, 100) // 0.1, from 0.048 to 0.184
 */
export function eventRate(events: number, lists: number): EventRate | undefined {
  if (lists === 0) return undefined;
  const next = events + 1;
  const low = events === 0 ? 0 : events * (1 - 1 / (9 * events) - Z / (3 * Math.sqrt(events))) ** 3;
  const high = next * (1 - 1 / (9 * next) + Z / (3 * Math.sqrt(next))) ** 3;
  return { value: events / lists, low: Math.max(0, low) / lists, high: high / lists };
}

/** A measure of each bucket; a row belongs to the last bucket that has begun. @param starts ms since 1970, in order */
export function countByBucket(rows: readonly ActivityRow[], starts: readonly number[], measure: Measure): number[] {
  const counts = starts.map(() => 0);
  for (const row of rows) {
    const at = Date.parse(row.start!);
    const bucket = starts.findLastIndex((start) => start <= at);
    if (bucket >= 0) counts[bucket]! += sumRows([row])[measure];
  }
  return counts;
}
