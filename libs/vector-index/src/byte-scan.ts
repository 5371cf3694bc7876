import { type Code, F32, I32, op, V128, wasmModule } from './wasm-code.js';
import { type WasmMemory, WebAssembly } from './webassembly.js';

/** Bytes of a row that one turn of the inner loop takes: rows are padded to a multiple. */
export const TURN_BYTES = 32;
/** What a row has after its elements, by offset: f32, and `shift` i32, which is `QUERY_ZERO` times the sum of its elements. */
export const ROW_EXTRA = { scale: 0, error: 4, norm: 8, shift: 12 } as const;
export const ROW_EXTRA_BYTES = 16;
/** A query's elements have no sign: this stands for 0. */
export const QUERY_ZERO = 64;
/** Slots that one call can look at. */
export const CALL_SLOTS = 2048;

/** One query as the scan takes it. */
export interface ScanQuery {
  /** Where its elements are, seven bits each, [padded width]. */
  at: number;
  /** What a unit of its elements stands for. */
  scale: number;
  /** Its length, by which the error of a row counts. */
  norm: number;
  /** How far its elements are from the query, by which the length of a row counts. */
  error: number;
  /** What is added to every bound, for rounding. */
  slack: number;
  /** Rows whose bound is lower have no chance. */
  threshold: number;
  /** Where the rows that have one go: slot i32 and bound f32, by turns. */
  out: number;
}

/**
 * Scores rows of bytes for two queries at once and writes those whose score may reach the query's threshold.
 *
 * For each slot of a bit set: bound = ⟨q, row⟩ · both scales + |q| · error of the row + error of q · |row| + slack, an upper bound of the
 * inner product of what both were made of.
 */
export class ByteScan {
  readonly #scan: (...parameters: number[]) => number;

  constructor(memory: WasmMemory, rowBytes: number, rowsAt: number) {
    const module = new WebAssembly.Module(wasmModule({ name: 'scan', ...scanFunction(rowBytes, rowsAt) }));
    const { exports } = new WebAssembly.Instance(module, { env: { memory } });
    this.#scan = exports['scan'] as (...parameters: number[]) => number;
  }

  /**
   * @param words where the bit set of the first slot and those after it is
   * @returns how many rows were written for each
   */
  run(words: number, wordCount: number, firstSlot: number, a: ScanQuery, b: ScanQuery): [number, number] {
    const counts = this.#scan(
      words,
      words + 4 * wordCount,
      firstSlot,
      a.at,
      a.scale,
      a.norm,
      a.error,
      a.slack,
      a.threshold,
      a.out,
      b.at,
      b.scale,
      b.norm,
      b.error,
      b.slack,
      b.threshold,
      b.out,
    );
    return [counts & 0xffff, counts >>> 16];
  }
}

const [WORD, WORDS_END, FIRST_SLOT] = [0, 1, 2];
/** Of the first query; the second's come after. */
const QUERY = { at: 3, scale: 4, norm: 5, error: 6, slack: 7, threshold: 8, out: 9 };
const PER_QUERY = 7;
const [BITS, SLOT, ROW, AT, BOUND, FIRST_OUTS] = [17, 18, 19, 20, 21, 22];
/** Two sums a query, so that neither waits for the other; and sixteen elements of a row. */
const SUMS = 24;
const PART = 28;
const PART_BYTES = 16;

function scanFunction(rowBytes: number, rowsAt: number) {
  const elements = rowBytes - ROW_EXTRA_BYTES;
  const queries = [0, 1];
  const of = (name: keyof typeof QUERY, query: number): Code => op.get(QUERY[name] + query * PER_QUERY);
  const sum = (query: number, half: number): number => SUMS + 2 * query + half;

  /** Adds the products of sixteen elements. */
  const step = (half: number): Code => [
    [op.get(ROW), op.get(AT), op.i32Add, op.v128Load(PART_BYTES * half), op.set(PART)],
    queries.map((query) => [
      [op.get(PART), of('at', query), op.get(AT), op.i32Add, op.v128Load(PART_BYTES * half)],
      [op.get(sum(query, half)), op.dotI8x16Add, op.set(sum(query, half))],
    ]),
  ];
  const products = op.loop(
    [step(0), step(1)],
    [op.get(AT), op.i32(TURN_BYTES), op.i32Add, op.tee(AT), op.i32(elements), op.i32LtU, op.branchIf(0)],
  );
  const total = (query: number): Code => [
    [op.get(sum(query, 0)), op.get(sum(query, 1)), op.i32x4Add, op.set(sum(query, 0))],
    [0, 1, 2, 3].map((lane) => [op.get(sum(query, 0)), op.i32Lane(lane), lane > 0 ? op.i32Add : []]),
  ];
  const extra = (name: keyof typeof ROW_EXTRA): Code => [op.get(ROW), op.f32Load(elements + ROW_EXTRA[name])];
  const out = QUERY.out;
  const keep = (query: number): Code => [
    [total(query), op.get(ROW), op.i32Load(elements + ROW_EXTRA.shift), op.i32Sub],
    [op.f32FromI32, of('scale', query), op.f32Mul, extra('scale'), op.f32Mul],
    [extra('error'), of('norm', query), op.f32Mul, op.f32Add],
    [extra('norm'), of('error', query), op.f32Mul, op.f32Add],
    [of('slack', query), op.f32Add, op.tee(BOUND)],
    // Not "at least the threshold": a bound that overflowed and is no number must not lose its row.
    [of('threshold', query), op.f32Lt, op.i32Eqz],
    op.when(
      [of('out', query), op.get(SLOT), op.i32Store(0), of('out', query), op.get(BOUND), op.f32Store(4)],
      [of('out', query), op.i32(8), op.i32Add, op.set(out + query * PER_QUERY)],
    ),
  ];
  const row: Code = [
    [op.get(FIRST_SLOT), op.get(BITS), op.i32Ctz, op.i32Add, op.tee(SLOT)],
    [op.i32(rowBytes), op.i32Mul, op.i32(rowsAt), op.i32Add, op.set(ROW)],
    [op.get(BITS), op.get(BITS), op.i32(1), op.i32Sub, op.i32And, op.set(BITS)],
    [op.i32(0), op.set(AT)],
    queries.flatMap((query) => [0, 1].map((half) => [op.v128Zero, op.set(sum(query, half))])),
    products,
    queries.map(keep),
  ];
  const count = (query: number): Code => [
    [of('out', query), op.get(FIRST_OUTS + query), op.i32Sub],
    // Entries of eight bytes: the second query's number goes into the upper half.
    query === 0 ? [op.i32(3), op.i32ShrU] : [op.i32(13), op.i32Shl],
  ];
  return {
    parameters: [I32, I32, I32, ...queries.flatMap(() => [I32, F32, F32, F32, F32, F32, I32] as const)] as const,
    result: I32 as typeof I32,
    locals: [I32, I32, I32, I32, F32, I32, I32, V128, V128, V128, V128, V128] as const,
    body: [
      queries.map((query) => [of('out', query), op.set(FIRST_OUTS + query)]),
      op.loop(
        [op.get(WORD), op.i32Load(), op.set(BITS)],
        op.block([op.get(BITS), op.i32Eqz, op.branchIf(0)], op.loop(row, [op.get(BITS), op.branchIf(0)])),
        [op.get(FIRST_SLOT), op.i32(32), op.i32Add, op.set(FIRST_SLOT)],
        [op.get(WORD), op.i32(4), op.i32Add, op.tee(WORD), op.get(WORDS_END), op.i32LtU, op.branchIf(0)],
      ),
      [count(0), count(1), op.i32Or],
    ] as const,
  };
}
