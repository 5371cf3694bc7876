import { QUERY_ZERO } from './byte-scan.js';
import { nativeAddon } from './native-addon.js';
import { NativePairScan } from './native-pair-scan.js';
import { allContend, type Contenders, type PairScan, type ScanQuery } from './pair-scan.js';
import { RowMemory } from './row-memory.js';
import type { SlotSet } from './slot-set.js';
import type { TopSlots } from './top-slots.js';
import { WasmPairScan } from './wasm-pair-scan.js';

const LARGEST_BYTE = 127;
/** Of a query's elements, either way from `QUERY_ZERO`. */
const LARGEST_ELEMENT = 63;
/** How far a query's elements mostly are from it, at most, as a share of its length: the error of a row counts it in. */
const QUERY_ERROR = 0.02;
/** More than rounding to single precision takes off a bound, as a share of the largest score there may be. */
const ROUNDING = 2e-6;

/** Products of a query's length and a row's, and each of both, between which single precision bounds a score: beyond, it overflows or has few digits. */
const [LEAST, MOST] = [1e-30, 1e30];
/** Number of rows that are scored together. */
const SCORED_AT_ONCE = 64;

/** Writes the inner products of query number q with the rows of some slots, in full precision. */
export type Score = (q: number, slots: Int32Array, count: number, scores: Float64Array) => void;

/**
 * The rows of a matrix a second time, as bytes: a quarter of the memory to read, and many elements an instruction. Each row has
 * a scale, and knows how far its bytes are from the row that they stand for; so a scan gives an upper and a lower bound of each
 * score, and only rows whose upper bound reaches the k-th best lower one are scored by the matrix. The result is the same as of a scan of the matrix.
 */
export class ByteRows {
  readonly #width: number;
  readonly #memory: RowMemory;
  readonly #scan: PairScan;
  /** No row is longer, of those there are and those there were. */
  #largestNorm = 0;

  /** @param addon Scans natively; null: in WebAssembly. */
  constructor(
    width: number,
    private readonly addon = nativeAddon,
  ) {
    this.#width = width;
    this.#memory = new RowMemory(width);
    this.#scan = addon ? new NativePairScan(addon, this.#memory) : new WasmPairScan(this.#memory);
  }

  /** Copies a row [width or more]. */
  put(slot: number, row: Float32Array): void {
    const memory = this.#memory;
    memory.holdRows(slot + 1);
    const at = memory.rowAt(slot);
    let largest = 0;
    for (let i = 0; i < this.#width; i++) largest = Math.max(largest, Math.abs(row[i]!));
    const scale = Math.fround(largest / LARGEST_BYTE);
    let [errors, squares, sum] = [0, 0, 0];
    for (let i = 0; i < this.#width; i++) {
      const value = row[i]!;
      const byte = nearest(value, scale, LARGEST_BYTE);
      memory.bytes[at + i] = byte;
      errors += (value - byte * scale) ** 2;
      squares += (byte * scale) ** 2;
      sum += byte;
    }
    const norm = Math.sqrt(squares);
    // Rounded up rather than down.
    memory.floats[memory.extraAt(slot, 'scale')] = scale;
    memory.floats[memory.extraAt(slot, 'error')] = (Math.sqrt(errors) + QUERY_ERROR * norm) * (1 + ROUNDING);
    memory.whole[memory.extraAt(slot, 'shift')] = QUERY_ZERO * sum;
    this.#largestNorm = Math.max(this.#largestNorm, norm);
  }

  /** A copy of some rows, side by side: the first of them is number 0. */
  packed(slots: Int32Array): ByteRows {
    const rows = new ByteRows(this.#width, this.addon);
    const [from, to] = [this.#memory, rows.#memory];
    to.holdRows(slots.length);
    rows.#largestNorm = this.#largestNorm;
    for (let row = 0; row < slots.length; row++) {
      const at = from.rowAt(slots[row]!);
      to.bytes.set(from.bytes.subarray(at, at + from.rowBytes), to.rowAt(row));
    }
    return rows;
  }

  /**
   * Offers the eligible slots that may be among the best of each list.
   * @param slotOf Where rows are packed: the slot of each.
   */
  search(
    queries: readonly Float32Array[],
    eligible: SlotSet,
    lists: readonly TopSlots[],
    score: Score,
    slotOf?: Int32Array,
  ): void {
    for (let from = 0; from < queries.length; from += 2) {
      const pair = queries.slice(from, from + 2);
      const asked = pair.map((query, which) => this.#prepared(query, which, lists[from + which]!.limit));
      const found = asked.every(({ norm }) => this.#canBound(norm))
        ? this.#scan.find(asked, eligible)
        : allContend(asked.length, eligible);
      found.forEach((contenders, which) => {
        offer(contenders, lists[from + which]!, score.bind(undefined, from + which), slotOf);
      });
    }
  }

  #canBound(norm: number): boolean {
    return [norm, this.#largestNorm, norm * this.#largestNorm].every((size) => size >= LEAST && size <= MOST);
  }

  /** Puts a query's elements where the scan reads them. */
  #prepared(query: Float32Array, which: number, limit: number): ScanQuery {
    let [largest, squares] = [0, 0];
    for (let i = 0; i < this.#width; i++) {
      largest = Math.max(largest, Math.abs(query[i]!));
      squares += query[i]! ** 2;
    }
    const scale = Math.fround(largest / LARGEST_ELEMENT);
    const at = this.#memory.places.queries[which]!;
    let errors = 0;
    for (let i = 0; i < this.#width; i++) {
      const element = nearest(query[i]!, scale, LARGEST_ELEMENT);
      this.#memory.bytes[at + i] = element + QUERY_ZERO;
      errors += (query[i]! - element * scale) ** 2;
    }
    const length = Math.sqrt(squares);
    const beyond = Math.max(0, Math.sqrt(errors) - QUERY_ERROR * length);
    const slack = (beyond + ROUNDING * length) * this.#largestNorm;
    return { scale, norm: length * (1 + ROUNDING), slack, limit };
  }
}

const slots = new Int32Array(SCORED_AT_ONCE);
const scores = new Float64Array(SCORED_AT_ONCE);

/** Scores the rows that may be among the best. */
function offer(
  { whole, floats, first, count }: Contenders,
  list: TopSlots,
  score: (slots: Int32Array, count: number, scores: Float64Array) => void,
  slotOf: Int32Array | undefined,
): void {
  const end = first + 2 * count;
  for (let at = first; at < end; ) {
    let taken = 0;
    for (; taken < SCORED_AT_ONCE && at < end; at += 2) {
      if (floats[at + 1]! < list.threshold) continue;
      slots[taken++] = slotOf === undefined ? whole[at]! : slotOf[whole[at]!]!;
    }
    score(slots, taken, scores);
    for (let i = 0; i < taken; i++) list.offer(slots[i]!, scores[i]!);
  }
}

/** The multiple of a scale that is nearest to a value, none larger than `most`. */
function nearest(value: number, scale: number, most: number): number {
  return scale === 0 ? 0 : Math.max(-most, Math.min(most, Math.round(value / scale)));
}
