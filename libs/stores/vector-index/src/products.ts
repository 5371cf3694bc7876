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

/** In double precision. */
export function productsOf(width: number, rows: readonly VectorAt[], columns: readonly VectorAt[]): Products {
  const [left, right] = [rows, columns].map((vectors) => vectors.map((vector) => vector && doubled(vector, width)));
  const products = left!.map((row) => right!.map((column) => product(row, column)));
  const [ofRows, ofColumns] = [left!, right!].map((vectors) => vectors.map((vector) => product(vector, vector)));
  return {
    of: (row, column) => products[row]![column]!,
    squareOfRow: (row) => ofRows![row]!,
    squareOfColumn: (column) => ofColumns![column]!,
  };
}

/** Numbers that the inner loop takes at once: vectors are padded with zeros to a multiple. */
const UNROLL = 8;

function doubled({ floats, from }: NonNullable<VectorAt>, width: number): Float64Array {
  const vector = new Float64Array(Math.ceil(width / UNROLL) * UNROLL);
  for (let i = 0; i < width; i++) vector[i] = floats[from + i]!;
  return vector;
}

/** Eight sums, so that none waits for another. */
function product(x: Float64Array | undefined, y: Float64Array | undefined): number {
  if (x === undefined || y === undefined) return Number.NaN;
  let [a, b, c, d, e, f, g, h] = [0, 0, 0, 0, 0, 0, 0, 0];
  for (let i = 0; i < x.length; i += UNROLL) {
    a += x[i]! * y[i]!;
    b += x[i + 1]! * y[i + 1]!;
    c += x[i + 2]! * y[i + 2]!;
    d += x[i + 3]! * y[i + 3]!;
    e += x[i + 4]! * y[i + 4]!;
    f += x[i + 5]! * y[i + 5]!;
    g += x[i + 6]! * y[i + 6]!;
    h += x[i + 7]! * y[i + 7]!;
  }
  return a + c + (e + g) + (b + d + (f + h));
}
