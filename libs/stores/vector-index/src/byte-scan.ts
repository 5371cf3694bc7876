import { type Code, I32, op, V128, wasmModule } from './wasm-code.js';
import { type WasmMemory, WebAssembly } from './webassembly.js';

/** Bytes of a row that are read at once: rows are padded to a multiple. */
export const STEP_BYTES = 16;
/** What a row has after its elements, by offset: f32, and `shift` i32, which is `QUERY_ZERO` times the sum of its elements. */
export const ROW_EXTRA = { scale: 0, error: 4, shift: 8 } as const;
/** So that every row is aligned. */
export const ROW_EXTRA_BYTES = 16;
/** A query's elements have no sign: this stands for 0. */
export const QUERY_ZERO = 64;
/** Slots that one call can scan. */
export const CALL_SLOTS = 2048;
/** Of the bit set of a call, and of what it may write for a query. */
export const WORDS_BYTES = CALL_SLOTS / 8;
export const OUT_BYTES = CALL_SLOTS * 8;

/**
 * What the scan knows of its two queries, by offset: f32 [4] each, of both queries twice, for it takes two rows at a time: what a unit of an
 * element stands for, the length, by which the error of a row counts, what is added to every bound, and the threshold, below which a row has
 * no chance.
 */
export const PAIR = { scale: 0, norm: 16, slack: 32, threshold: 48 } as const;
export const PAIR_BYTES = 64;

/** Where things are in the memory. */
export interface ScanPlaces {
  /** The bit set of the slots of a call. */
  words: number;
  pair: number;
  /** The elements of each, as many as a row has. */
  queries: readonly [number, number];
  /** Where the rows that have a chance go, for each query: slot i32 and bound f32, alternating. */
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

const BOTH = [0, 1];
const [WORD, WORDS_END, FIRST_SLOT] = [0, 1, 2];
const BITS = 3;
/** Of the first of two; the second's come after. */
const [SLOT, ROW, OUT] = [4, 6, 8];
const PASSED = 10;
const [PART, BOUND, SCALE, NORM, SLACK, THRESHOLD] = [11, 13, 14, 15, 16, 17];
/** Of each row with each query, one after the other. */
const SUM = 18;

/** Lanes of four bytes, out of those of two vectors, numbered 0 to 7. */
const lanes = (...numbers: number[]): Code =>
  op.shuffle(numbers.flatMap((lane) => [0, 1, 2, 3].map((i) => 4 * lane + i)));

const sum = (row: number, query: number): number => SUM + 2 * row + query;

/** Adds the products of sixteen elements, of both rows with both queries. */
const addProducts = (offset: number, queries: ScanPlaces['queries']): Code => [
  BOTH.map((row) => [op.get(ROW + row), op.v128Load(offset), op.set(PART + row)]),
  BOTH.flatMap((row) =>
    BOTH.map((query) => [
      [op.get(PART + row), op.i32(0), op.v128Load(queries[query]! + offset)],
      [op.get(sum(row, query)), op.dotI8x16Add, op.set(sum(row, query))],
    ]),
  ),
];

/** A row's sums of halves, of both queries. */
const halves = (row: number): Code => {
  const both: Code = [op.get(sum(row, 0)), op.get(sum(row, 1))];
  return [both, lanes(0, 1, 4, 5), both, lanes(2, 3, 6, 7), op.i32x4Add, op.set(PART + row)];
};

/** One of the numbers that stand after each row, for each bound: they are read to where sums were that are done with. */
const extra = (name: keyof typeof ROW_EXTRA): Code => {
  const lane = ROW_EXTRA[name] / 4;
  return [op.get(SUM), op.get(SUM + 1), lanes(lane, lane, 4 + lane, 4 + lane)];
};

/** The bounds, out of the sums: those of the first row with both queries, then those of the second. */
const bounds = (elements: number): Code => {
  const parts: Code = [op.get(PART), op.get(PART + 1)];
  return [
    [halves(0), halves(1)],
    BOTH.map((row) => [op.get(ROW + row), op.v128Load(elements), op.set(SUM + row)]),
    [parts, lanes(0, 2, 4, 6), parts, lanes(1, 3, 5, 7), op.i32x4Add],
    [extra('shift'), op.i32x4Sub, op.f32x4FromI32, op.get(SCALE), op.f32x4Mul, extra('scale'), op.f32x4Mul],
    [extra('error'), op.get(NORM), op.f32x4Mul, op.f32x4Add, op.get(SLACK), op.f32x4Add],
  ];
};

/** Writes a row that has a chance, with its bound. */
const keep = (row: number, query: number): Code => [
  [op.get(PASSED), op.i32(1 << (2 * row + query)), op.i32And],
  op.when(
    [op.get(OUT + query), op.get(SLOT + row), op.i32Store(0)],
    [op.get(OUT + query), op.get(BOUND), op.f32x4Lane(2 * row + query), op.f32Store(4)],
    [op.get(OUT + query), op.i32(8), op.i32Add, op.set(OUT + query)],
  ),
];

/** Takes the next slot out of the word: where its row is. */
const take = (row: number, rowBytes: number, rows: number): Code => [
  [op.get(FIRST_SLOT), op.get(BITS), op.i32Ctz, op.i32Add, op.tee(SLOT + row)],
  [op.i32(rowBytes), op.i32Mul, op.i32(rows), op.i32Add, op.set(ROW + row)],
  [op.get(BITS), op.get(BITS), op.i32(1), op.i32Sub, op.i32And, op.set(BITS)],
];

/** Scores two rows at a time: what is read of the queries, and what is done with the sums, serves both. */
function twoRows(rowBytes: number, { rows, queries }: ScanPlaces): Code {
  const elements = rowBytes - ROW_EXTRA_BYTES;
  const steps = Array.from({ length: elements / STEP_BYTES }, (_, step) => addProducts(step * STEP_BYTES, queries));
  return [
    take(0, rowBytes, rows),
    // Where the word has no other, the first stands for both, and the second's bounds are not looked at.
    [op.get(SLOT), op.set(SLOT + 1), op.get(ROW), op.set(ROW + 1), op.i32(0b0011), op.set(PASSED)],
    [op.get(BITS), op.when(take(1, rowBytes, rows), op.i32(0b1111), op.set(PASSED))],
    BOTH.flatMap((row) => BOTH.map((query) => [op.v128Zero, op.set(sum(row, query))])),
    steps,
    [bounds(elements), op.tee(BOUND), op.get(THRESHOLD), op.f32x4Lt, op.i32x4Bitmask, op.i32(0b1111), op.i32Xor],
    [op.get(PASSED), op.i32And, op.tee(PASSED)],
    op.when(BOTH.map((row) => BOTH.map((query) => keep(row, query)))),
  ];
}

/** Goes through the bit set word by word, and through the slots of each word by twos. */
function scanFunction(rowBytes: number, places: ScanPlaces) {
  const { pair, outs } = places;
  const vector = (name: keyof typeof PAIR, local: number): Code => [
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
    locals: [...Array<typeof I32>(8).fill(I32), ...Array<typeof V128>(11).fill(V128)],
    body: [
      BOTH.map((query) => [op.i32(outs[query]!), op.set(OUT + query)]),
      [vector('scale', SCALE), vector('norm', NORM), vector('slack', SLACK), vector('threshold', THRESHOLD)],
      op.loop(
        [op.get(WORD), op.i32Load(), op.set(BITS)],
        op.block(
          [op.get(BITS), op.i32Eqz, op.branchIf(0)],
          op.loop(twoRows(rowBytes, places), [op.get(BITS), op.branchIf(0)]),
        ),
        [op.get(FIRST_SLOT), op.i32(32), op.i32Add, op.set(FIRST_SLOT)],
        [op.get(WORD), op.i32(4), op.i32Add, op.tee(WORD), op.get(WORDS_END), op.i32LtU, op.branchIf(0)],
      ),
      [count(0), count(1), op.i32Or],
    ] as const,
  };
}
