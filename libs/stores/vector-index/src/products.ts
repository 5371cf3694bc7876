import { productWithRow, strideOf } from './exact-scan.js';
import { type NativeAddon, nativeAddon } from './native-addon.js';

/** Inner products of items' vectors, the rows, with other vectors, the columns. */
export interface Products {
  /** NaN where the row or the column is of an item that is not there. */
  of(row: number, column: number): number;
  /** A row's inner product with itself; NaN where it is not there. */
  squareOfRow(row: number): number;
  squareOfColumn(column: number): number;
}

/** Where a vector [s] lies; absent: it is not there. */
export type VectorAt = { floats: Float32Array; from: number } | undefined;

/** In double precision: an answer is explained by some 500. */
export function productsOf(width: number, rows: readonly VectorAt[], columns: readonly VectorAt[]): Products {
  const stride = strideOf(width);
  const vectors = [...rows, ...columns];
  const matrix = new Float32Array(vectors.length * stride);
  vectors.forEach((vector, at) => {
    if (vector) matrix.set(vector.floats.subarray(vector.from, vector.from + width), at * stride);
  });
  const inner = (nativeAddon?.products ?? productsInJavaScript)(matrix, stride, rows.length, columns.length);
  const squares = rows.length * columns.length;
  return {
    of: (row, column) => (rows[row] && columns[column] ? inner[row * columns.length + column]! : Number.NaN),
    squareOfRow: (row) => (rows[row] ? inner[squares + row]! : Number.NaN),
    squareOfColumn: (column) => (columns[column] ? inner[squares + rows.length + column]! : Number.NaN),
  };
}

/** As of the addon, to the last bit. */
export const productsInJavaScript: NativeAddon['products'] = (vectors, stride, rows, columns) => {
  const at = (n: number): Float32Array => vectors.subarray(n * stride, (n + 1) * stride);
  const inner = (one: number, other: number): number => productWithRow(vectors, other * stride, at(one));
  const pairs = Array.from({ length: rows * columns }, (_, n) => inner(Math.floor(n / columns), rows + (n % columns)));
  return Float64Array.from([...pairs, ...Array.from({ length: rows + columns }, (_, n) => inner(n, n))]);
};
