import { type RowProducts, rowProducts, TURN_FLOATS } from './product-code.js';
import { type WasmMemory, WebAssembly } from './webassembly.js';

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

const PAGE = 65_536;
const FLOAT_BYTES = 4;
const DOUBLE_BYTES = 8;

/** All inner products of some vectors with others in a few microseconds: an answer is explained by some 500. */
export class ProductTable {
  readonly #memory: WasmMemory = new WebAssembly.Memory({ initial: 1 });
  readonly #width: number;
  /** With padding. */
  readonly #rowFloats: number;
  readonly #run: RowProducts;

  constructor(width: number) {
    this.#width = width;
    this.#rowFloats = Math.ceil(width / TURN_FLOATS) * TURN_FLOATS;
    this.#run = rowProducts(this.#memory, this.#rowFloats * FLOAT_BYTES);
  }

  /** In double precision; sums in an order of their own. */
  products(rows: readonly VectorAt[], columns: readonly VectorAt[]): Products {
    const rowBytes = this.#rowFloats * FLOAT_BYTES;
    const vectors = rows.length + columns.length;
    const outAt = vectors * rowBytes;
    // Each row with all columns, then each vector with itself.
    const count = rows.length * columns.length + vectors;
    this.#grow(outAt + count * DOUBLE_BYTES);
    const floats = new Float32Array(this.#memory.buffer, 0, vectors * this.#rowFloats);
    this.#copy(rows, floats, 0);
    this.#copy(columns, floats, rows.length);
    const columnsAt = rows.length * rowBytes;
    let out = outAt;
    if (columns.length > 0) {
      for (let row = 0; row < rows.length; row++) out = this.#run(row * rowBytes, columnsAt, outAt, out);
    }
    for (let at = 0; at < outAt; at += rowBytes) out = this.#run(at, at, at + rowBytes, out);
    const values = new Float64Array(this.#memory.buffer, outAt, count).slice();
    const squares = rows.length * columns.length;
    return {
      of: (row, column) => (rows[row] && columns[column] ? values[row * columns.length + column]! : Number.NaN),
      squareOfRow: (row) => (rows[row] ? values[squares + row]! : Number.NaN),
      squareOfColumn: (column) => (columns[column] ? values[squares + rows.length + column]! : Number.NaN),
    };
  }

  /** What is not there is left as it is: nobody reads what comes of it. */
  #copy(vectors: readonly VectorAt[], to: Float32Array, first: number): void {
    for (let n = 0; n < vectors.length; n++) {
      const vector = vectors[n];
      const at = (first + n) * this.#rowFloats;
      if (vector === undefined) continue;
      const { floats, from } = vector;
      for (let i = 0; i < this.#width; i++) to[at + i] = floats[from + i]!;
      for (let i = this.#width; i < this.#rowFloats; i++) to[at + i] = 0;
    }
  }

  #grow(bytes: number): void {
    const lacking = bytes - this.#memory.buffer.byteLength;
    if (lacking > 0) this.#memory.grow(Math.ceil(lacking / PAGE));
  }
}
