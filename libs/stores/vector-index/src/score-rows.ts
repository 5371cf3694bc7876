import { innerProduct } from './exact-scan.js';
import { nativeAddon } from './native-addon.js';

/** Writes the scores of some slots: inner products of a query [stride] with rows of a matrix [n, stride], as `innerProduct` sums them. */
export type ScoreRows = (
  matrix: Float32Array,
  query: Float32Array,
  slots: Int32Array,
  count: number,
  scores: Float64Array,
) => void;

/** Asks memory for all rows at once, where there is a native addon: they lie here and there. */
export const scoreRows: ScoreRows = nativeAddon?.score ?? scoreRowsAnywhere;

export function scoreRowsAnywhere(...[matrix, query, slots, count, scores]: Parameters<ScoreRows>): void {
  for (let i = 0; i < count; i++) scores[i] = innerProduct(matrix, slots[i]! * query.length, query);
}
