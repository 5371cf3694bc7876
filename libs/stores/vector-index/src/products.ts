import { padded, productWithRow, scoresInJavaScript, strideOf } from './exact-scan.js';
import { nativeAddon } from './native-addon.js';

/** Inner products of items' vectors, the rows, with other vectors, the columns. */
export interface Products {
  /** NaN where the row or the column is of an item that is not there. */
  of(row: number, column: number): number;
  /** A row's inner product with itself; NaN where it is not there. */
  squareOfRow(row: number): number;
}

/** Where a vector [s] lies; absent: it is not there. */
export type VectorAt = { floats: Float32Array; from: number } | undefined;

/** In double precision: an answer is explained by some 500. */
export function productsOf(width: number, rows: readonly VectorAt[], columns: readonly VectorAt[]): Products {
  const stride = strideOf(width);
  const vectorOf = ({ floats, from }: NonNullable<VectorAt>) => padded(floats.subarray(from, from + width), stride);
  const matrix = new Float32Array(rows.length * stride);
  rows.forEach((row, at) => {
    if (row) matrix.set(vectorOf(row), at * stride);
  });
  const slots = Int32Array.from(rows, (row, at) => (row ? at : -1));
  const score = nativeAddon?.scores ?? scoresInJavaScript;
  const products = columns.map((column) => column && score(matrix, slots, vectorOf(column)));
  return {
    of: (row, column) => products[column]?.[row] ?? Number.NaN,
    squareOfRow: (row) => (rows[row] ? productWithRow(matrix, row * stride, vectorOf(rows[row])) : Number.NaN),
  };
}
