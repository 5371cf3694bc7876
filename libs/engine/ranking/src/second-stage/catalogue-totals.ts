import { EVIDENCE_MONTH, type Fades, type ItemStatisticsState, MONTH, WEEK } from './item-statistics.js';

/** What the single items of a catalogue are compared with, as of the statistics' day. */
export type CatalogueTotals = ReturnType<typeof catalogueTotals>;

/** Purchases and repeats that count beside those of the log: a young shop has hardly any repeats yet. */
const PRIOR_PURCHASES = 20;
const PRIOR_RETURN_RATE = 0.1;
/** Mean ln(days) of so many repeats: a month. */
const PRIOR_GAPS = 5;
const PRIOR_LOG_GAP = Math.log(30);

const sumOf = (values: Float64Array): number => values.reduce((sum, x) => sum + x, 0);
const highestOf = (values: Float64Array): number => values.reduce((most, x) => Math.max(most, x), 0);

export function catalogueTotals({ all, repeats, logGaps, purchases, evidence }: ItemStatisticsState) {
  const repeated = sumOf(repeats);
  const events = evidence.reduce((sum, of) => sum + sumOf(of[EVIDENCE_MONTH]!), 0);
  return {
    /** Purchases of the most popular item of the month and of the week. */
    month: highestOf(purchases[MONTH]!),
    week: highestOf(purchases[WEEK]!),
    /** Of all items: the share of purchases that repeat, and the mean ln(days) between two. */
    returnRate: (repeated + PRIOR_PURCHASES * PRIOR_RETURN_RATE) / (sumOf(all) + PRIOR_PURCHASES),
    logGap: (sumOf(logGaps) + PRIOR_GAPS * PRIOR_LOG_GAP) / (repeated + PRIOR_GAPS),
    /** Purchases for each event of another kind, in the month. */
    conversion: (sumOf(purchases[MONTH]!) + 1) / (events + 10),
  };
}

/** The totals on a later day; nothing is below one purchase. */
export const fadedTotals = (totals: CatalogueTotals, { purchases }: Fades): CatalogueTotals => ({
  ...totals,
  month: Math.max(1, totals.month * purchases[MONTH]!),
  week: Math.max(1, totals.week * purchases[WEEK]!),
});
