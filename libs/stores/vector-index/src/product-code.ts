import { type Code, I32, op, V128, wasmModule } from './wasm-code.js';
import { type WasmMemory, WebAssembly } from './webassembly.js';

/** Floats that one turn of the inner loop takes: rows are padded with zeros to a multiple. */
export const TURN_FLOATS = 8;

/** Writes the inner products, f64, of a row with columns that lie one after another. All places in bytes. */
export type RowProducts = (row: number, columns: number, columnsEnd: number, out: number) => number;

const [ROW, COLUMN, COLUMNS_END, OUT, AT] = [0, 1, 2, 3, 4];
/** Four sums of two, so that none waits for another. */
const SUMS = [5, 6, 7, 8];
const PAIR_BYTES = 8;

/** @param rowBytes of each row and column */
export function rowProducts(memory: WasmMemory, rowBytes: number): RowProducts {
  const pair = (from: number, part: number): Code => [
    [op.get(from), op.get(AT), op.i32Add, op.v128Load64Zero(PAIR_BYTES * part), op.f64x2Promote],
  ];
  const step = (sum: number, part: number): Code => [
    [pair(ROW, part), pair(COLUMN, part), op.f64x2Mul, op.get(sum), op.f64x2Add, op.set(sum)],
  ];
  const total: Code = [
    [op.get(SUMS[0]!), op.get(SUMS[1]!), op.f64x2Add, op.get(SUMS[2]!), op.get(SUMS[3]!), op.f64x2Add],
    [op.f64x2Add, op.set(SUMS[0]!)],
  ];
  const column: Code = [
    [op.i32(0), op.set(AT)],
    SUMS.map((sum) => [op.v128Zero, op.set(sum)]),
    op.loop(
      SUMS.map(step),
      [op.get(AT), op.i32(PAIR_BYTES * SUMS.length), op.i32Add, op.tee(AT)],
      [op.i32(rowBytes), op.i32LtU, op.branchIf(0)],
    ),
    total,
    [op.get(OUT), op.get(SUMS[0]!), op.f64x2Lane(0), op.get(SUMS[0]!), op.f64x2Lane(1), op.f64Add, op.f64Store()],
    [op.get(OUT), op.i32(8), op.i32Add, op.set(OUT)],
    [op.get(COLUMN), op.i32(rowBytes), op.i32Add, op.tee(COLUMN), op.get(COLUMNS_END), op.i32LtU, op.branchIf(0)],
  ];
  const code = wasmModule({
    name: 'products',
    parameters: [I32, I32, I32, I32],
    result: I32,
    locals: [I32, V128, V128, V128, V128],
    body: [op.loop(column), op.get(OUT)],
  });
  const { exports } = new WebAssembly.Instance(new WebAssembly.Module(code), { env: { memory } });
  return exports['products'] as RowProducts;
}
