import { share } from '@stars/evaluation';

/** A share that may be absent. */
export const maybeShare = (value: number | null): string => (value === null ? '–' : share(value));

/** +12.3%; a dash where it is undefined. */
export const relative = (value: number | null): string =>
  value === null ? '–' : `${value < 0 ? '−' : '+'}${Math.abs(100 * value).toFixed(1)}%`;

/** Best first, then worst: the rows that a table of categories shows. */
export function bestAndWorst<Row>(rows: readonly Row[], each: number): { best: Row[]; worst: Row[] } {
  const best = rows.slice(0, each);
  return { best, worst: rows.slice(Math.max(best.length, rows.length - each)) };
}
