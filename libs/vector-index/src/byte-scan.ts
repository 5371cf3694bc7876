import { type Code, I32, op, V128, wasmModule } from './wasm-code.js';
import { type WasmMemory, WebAssembly } from './webassembly.js';

/** Bytes of a row that one turn of the inner loop takes: rows are padded to a multiple. */
export const TURN_BYTES = 32;
/** What a row has after its elements, by offset: f32, and `shift` i32, which is `QUERY_ZERO` times the sum of its elements. */
export const ROW_EXTRA = { scale: 0, error: 4, shift: 8 } as const;
/** So that every row is aligned. */
export const ROW_EXTRA_BYTES = 16;
/** A query's elements have no sign: this stands for 0. */
export const QUERY_ZERO = 64;
/** Slots that one call can look at. */
export const CALL_SLOTS = 2048;

/**
 * What the scan knows of its two queries, by offset: their elements' places, i32 [2]; then f32 [4] each, of which the first two numbers are the
 * queries': what a unit of an element stands for, the length, by which the error of a row counts, what is added to every bound, and the
 * threshold, below which a row has no chance.
 */
export const PAIR = { at: 0, scale: 16, norm: 32, slack: 48, threshold: 64 } as const;
export const PAIR_BYTES = 80;

/** Where things are in the memory. */
export interface ScanPlaces {
  /** The bit set of the slots of a call. */
  words: number;
  pair: number;
  /** Where the rows that have a chance go, for each query: slot i32 and bound f32, by turns. */
  outs: readonly [number, number];
  rows: number;
}

/**
 * Scores rows of bytes for two queries at once and writes those whose score may reach the query's threshold.
 *
 * For each slot of a bit set: bound = ⟨q, row⟩ · both scales + |q| · error of the row + slack, an upper bound of the inner product of what both
 * were made of.
 */
export class ByteScan {
  readonly #scan: (words: number, end: number, firstSlot: number) => number;

  constructor(
    memory: WasmMemory,
    rowBytes: number,
    private readonly places: ScanPlaces,
  ) {
    const module = new WebAssembly.Module(wasmModule({ name: 'scan', ...scanFunction(rowBytes, places) }));
    const { exports } = new WebAssembly.Instance(module, { env: { memory } });
    this.#scan = exports['scan'] as (words: number, end: number, firstSlot: number) => number;
  }

  /**
   * @param wordCount words of the bit set, the first of which is of `firstSlot` and those after it
   * @returns how many rows were written for each query
   */
  run(wordCount: number, firstSlot: number): [number, number] {
    const { words } = this.places;
    const counts = this.#scan(words, words + 4 * wordCount, firstSlot);
    return [counts & 0xffff, counts >>> 16];
  }
}

const QUERIES = [0, 1];
const [WORD, WORDS_END, FIRST_SLOT] = [0, 1, 2];
const [BITS, SLOT, ROW, AT, PASSED] = [3, 4, 5, 6, 7];
/** Of the first query; the second's come after. */
const [OUT, QUERY_AT] = [8, 10];
const [PART, BOUND, SCALE, NORM, SLACK, THRESHOLD] = [12, 13, 14, 15, 16, 17];
/** Two sums a query, so that neither waits for the other. */
const SUM = 18;
const PART_BYTES = 16;

/** Lanes of four bytes, out of those of two vectors, numbered 0 to 7. */
const lanes = (...numbers: number[]): Code =>
  op.shuffle(numbers.flatMap((lane) => [0, 1, 2, 3].map((i) => 4 * lane + i)));

function scanFunction(rowBytes: number, { pair, outs, rows }: ScanPlaces) {
  const elements = rowBytes - ROW_EXTRA_BYTES;
  const sum = (query: number, half: number): number => SUM + 2 * query + half;

  /** Adds the products of sixteen elements. */
  const step = (half: number): Code => [
    [op.get(ROW), op.get(AT), op.i32Add, op.v128Load(PART_BYTES * half), op.set(PART)],
    QUERIES.map((query) => [
      [op.get(PART), op.get(QUERY_AT + query), op.get(AT), op.i32Add, op.v128Load(PART_BYTES * half)],
      [op.get(sum(query, half)), op.dotI8x16Add, op.set(sum(query, half))],
    ]),
  ];
  const products = op.loop(
    [step(0), step(1)],
    [op.get(AT), op.i32(TURN_BYTES), op.i32Add, op.tee(AT), op.i32(elements), op.i32LtU, op.branchIf(0)],
  );
  const total = (query: number): Code => [
    op.get(sum(query, 0)),
    op.get(sum(query, 1)),
    op.i32x4Add,
    op.set(sum(query, 0)),
  ];
  const first: Code = [op.get(sum(0, 0)), op.get(sum(1, 0))];
  const extra = (name: keyof typeof ROW_EXTRA): Code => [op.get(ROW), op.v128Load32Splat(elements + ROW_EXTRA[name])];
  /** Both queries' bounds, side by side in the first two lanes. */
  const bounds: Code = [
    [total(0), total(1)],
    [first, lanes(0, 1, 4, 5), first, lanes(2, 3, 6, 7), op.i32x4Add, op.tee(PART)],
    [op.get(PART), lanes(0, 2, 0, 2), op.get(PART), op.get(PART), lanes(1, 3, 1, 3), op.i32x4Add],
    [extra('shift'), op.i32x4Sub, op.f32x4FromI32, op.get(SCALE), op.f32x4Mul, extra('scale'), op.f32x4Mul],
    [extra('error'), op.get(NORM), op.f32x4Mul, op.f32x4Add, op.get(SLACK), op.f32x4Add],
  ];
  const keep = (query: number): Code => [
    [op.get(PASSED), op.i32(1 << query), op.i32And],
    op.when(
      [op.get(OUT + query), op.get(SLOT), op.i32Store(0)],
      [op.get(OUT + query), op.get(BOUND), op.f32x4Lane(query), op.f32Store(4)],
      [op.get(OUT + query), op.i32(8), op.i32Add, op.set(OUT + query)],
    ),
  ];
  const row: Code = [
    [op.get(FIRST_SLOT), op.get(BITS), op.i32Ctz, op.i32Add, op.tee(SLOT)],
    [op.i32(rowBytes), op.i32Mul, op.i32(rows), op.i32Add, op.set(ROW)],
    [op.get(BITS), op.get(BITS), op.i32(1), op.i32Sub, op.i32And, op.set(BITS)],
    [op.i32(0), op.set(AT)],
    QUERIES.flatMap((query) => [0, 1].map((half) => [op.v128Zero, op.set(sum(query, half))])),
    products,
    // Not "at least the threshold": a bound that overflowed and is no number must not lose its row.
    [bounds, op.tee(BOUND), op.get(THRESHOLD), op.f32x4Lt, op.i32x4Bitmask, op.i32(0b11), op.i32And],
    [op.i32(0b11), op.i32Xor, op.tee(PASSED), op.when(keep(0), keep(1))],
  ];
  const vector = (name: 'scale' | 'norm' | 'slack' | 'threshold', local: number): Code => [
    [op.i32(pair), op.v128Load(PAIR[name]), op.set(local)],
  ];
  const count = (query: number): Code => [
    [op.get(OUT + query), op.i32(outs[query]!), op.i32Sub],
    // Entries of eight bytes: the second query's number goes into the upper half.
    query === 0 ? [op.i32(3), op.i32ShrU] : [op.i32(13), op.i32Shl],
  ];
  return {
    parameters: [I32, I32, I32] as const,
    result: I32 as typeof I32,
    locals: [...Array<typeof I32>(9).fill(I32), ...Array<typeof V128>(10).fill(V128)],
    body: [
      QUERIES.map((query) => [op.i32(outs[query]!), op.set(OUT + query)]),
      QUERIES.map((query) => [op.i32(pair), op.i32Load(PAIR.at + 4 * query), op.set(QUERY_AT + query)]),
      [vector('scale', SCALE), vector('norm', NORM), vector('slack', SLACK), vector('threshold', THRESHOLD)],
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
