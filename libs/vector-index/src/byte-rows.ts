import { BestValues } from './best-values.js';
import {
  ByteScan,
  CALL_SLOTS,
  PAIR,
  PAIR_BYTES,
  QUERY_ZERO,
  ROW_EXTRA,
  ROW_EXTRA_BYTES,
  type ScanPlaces,
  STEP_BYTES,
} from './byte-scan.js';
import type { SlotSet } from './slot-set.js';
import type { TopSlots } from './top-slots.js';
import { type WasmMemory, WebAssembly } from './webassembly.js';

const PAGE = 65_536;
const GROWTH = 1.5;
const WORDS_BYTES = CALL_SLOTS / 8;
const OUT_BYTES = CALL_SLOTS * 8;
const LARGEST_BYTE = 127;
/** Of a query's elements, either way from `QUERY_ZERO`. */
const LARGEST_ELEMENT = 63;
/** Slots of the first call: until there are k, every row has a chance. */
const FIRST_SLOTS = 64;
/** How far a query's elements mostly are from it, at most, as a share of its length: the error of a row counts it in. */
const QUERY_ERROR = 0.02;
/** More than rounding to single precision takes off a bound, as a share of the largest score there may be. */
const ROUNDING = 2e-6;

/**
 * The rows of a matrix a second time, as bytes: a quarter of the memory to read, and sixteen elements an instruction. Each row has
 * a scale, and knows how far its bytes are from the row that they stand for; so a scan gives an upper and a lower bound of each
 * score, and only rows whose upper bound reaches the k-th best lower one are scored by the matrix. What is found is what a scan of the matrix finds.
 */
export class ByteRows {
  readonly #memory: WasmMemory = new WebAssembly.Memory({ initial: 1 });
  readonly #width: number;
  /** Elements of a row, with padding. */
  readonly #elements: number;
  readonly #rowBytes: number;
  readonly #places: ScanPlaces;
  readonly #scan: ByteScan;
  #bytes!: Int8Array;
  #floats!: Float32Array;
  #whole!: Int32Array;
  /** No row is longer, of those there are and those there were. */
  #largestNorm = 0;

  constructor(width: number) {
    this.#width = width;
    this.#elements = Math.ceil(width / STEP_BYTES) * STEP_BYTES;
    this.#rowBytes = this.#elements + ROW_EXTRA_BYTES;
    const words = PAIR_BYTES;
    const queries = words + WORDS_BYTES;
    const outs = queries + 2 * this.#elements;
    this.#places = {
      pair: 0,
      words,
      queries: [queries, queries + this.#elements],
      outs: [outs, outs + OUT_BYTES],
      rows: outs + 2 * OUT_BYTES,
    };
    this.#grow(this.#places.rows);
    this.#scan = new ByteScan(this.#memory, this.#rowBytes, this.#places);
  }

  /** Takes a row [width or more] over. */
  put(slot: number, row: Float32Array): void {
    const at = this.#places.rows + slot * this.#rowBytes;
    this.#grow(at + this.#rowBytes);
    let largest = 0;
    for (let i = 0; i < this.#width; i++) largest = Math.max(largest, Math.abs(row[i]!));
    const scale = Math.fround(largest / LARGEST_BYTE);
    let [errors, squares, sum] = [0, 0, 0];
    for (let i = 0; i < this.#width; i++) {
      const value = row[i]!;
      const byte = nearest(value, scale, LARGEST_BYTE);
      this.#bytes[at + i] = byte;
      errors += (value - byte * scale) ** 2;
      squares += (byte * scale) ** 2;
      sum += byte;
    }
    const norm = Math.sqrt(squares);
    // Rounded up, if anything.
    this.#floats[this.#extra(slot, 'scale')] = scale;
    this.#floats[this.#extra(slot, 'error')] = (Math.sqrt(errors) + QUERY_ERROR * norm) * (1 + ROUNDING);
    this.#whole[this.#extra(slot, 'shift')] = QUERY_ZERO * sum;
    this.#largestNorm = Math.max(this.#largestNorm, norm);
  }

  /** A copy of some rows, side by side: the first of them is number 0. */
  packed(slots: Int32Array): ByteRows {
    const rows = new ByteRows(this.#width);
    rows.#grow(rows.#places.rows + slots.length * this.#rowBytes);
    rows.#largestNorm = this.#largestNorm;
    for (let row = 0; row < slots.length; row++) {
      const from = this.#places.rows + slots[row]! * this.#rowBytes;
      rows.#bytes.set(this.#bytes.subarray(from, from + this.#rowBytes), this.#places.rows + row * this.#rowBytes);
    }
    return rows;
  }

  /**
   * Offers the eligible slots that may be among the best of each list.
   * @param score Inner product of query number q with a slot's row, in full precision.
   * @param slotOf Where rows are packed: the slot of each.
   */
  search(
    queries: readonly Float32Array[],
    eligible: SlotSet,
    lists: readonly TopSlots[],
    score: (slot: number, q: number) => number,
    slotOf?: Int32Array,
  ): void {
    for (let q = 0; q < queries.length; q += 2) {
      const pair = [this.#prepared(queries[q]!, 0, lists[q]!.limit)];
      if (q + 1 < queries.length) pair.push(this.#prepared(queries[q + 1]!, 1, lists[q + 1]!.limit));
      // The scan takes two: where there is one, rows have no chance with the second, or are not looked at.
      if (pair.length === 1) this.#set('threshold', 1, Infinity);
      this.#scanFor(pair, eligible);
      pair.forEach((contenders, which) => {
        contenders.offerTo(lists[q + which]!, (slot) => score(slot, q + which), slotOf);
      });
    }
  }

  #scanFor(pair: readonly Contenders[], { words }: SlotSet): void {
    const target = this.#places.words / 4;
    let slots = FIRST_SLOTS;
    for (let from = 0; from < words.length; ) {
      const count = Math.min(slots / 32, words.length - from);
      for (let i = 0; i < count; i++) this.#whole[target + i] = words[from + i]!;
      const found = this.#scan.run(count, from * 32);
      for (let which = 0; which < pair.length; which++) this.#take(pair[which]!, which, found[which]!);
      from += count;
      slots = Math.min(CALL_SLOTS, slots * 2);
    }
  }

  #take(contenders: Contenders, which: number, found: number): void {
    const { norm, slack } = contenders;
    const first = this.#places.outs[which]! / 4;
    for (let at = first; at < first + 2 * found; at += 2) {
      const slot = this.#whole[at]!;
      const bound = this.#floats[at + 1]!;
      // The score is as far below the middle, at most, as the bound is above it.
      contenders.add(slot, bound, bound - 2 * (norm * this.#floats[this.#extra(slot, 'error')]! + slack));
    }
    this.#set('threshold', which, contenders.threshold);
  }

  /** Tells the scan of a query. */
  #prepared(query: Float32Array, which: number, limit: number): Contenders {
    let [largest, squares] = [0, 0];
    for (let i = 0; i < this.#width; i++) {
      largest = Math.max(largest, Math.abs(query[i]!));
      squares += query[i]! ** 2;
    }
    const scale = Math.fround(largest / LARGEST_ELEMENT);
    const at = this.#places.queries[which]!;
    let errors = 0;
    for (let i = 0; i < this.#width; i++) {
      const element = nearest(query[i]!, scale, LARGEST_ELEMENT);
      this.#bytes[at + i] = element + QUERY_ZERO;
      errors += (query[i]! - element * scale) ** 2;
    }
    const length = Math.sqrt(squares);
    const norm = length * (1 + ROUNDING);
    const beyond = Math.max(0, Math.sqrt(errors) - QUERY_ERROR * length);
    const slack = (beyond + ROUNDING * length) * this.#largestNorm;
    this.#set('scale', which, scale);
    this.#set('norm', which, norm);
    this.#set('slack', which, slack);
    this.#set('threshold', which, -Infinity);
    return new Contenders(limit, norm, slack);
  }

  #set(name: 'scale' | 'norm' | 'slack' | 'threshold', which: number, value: number): void {
    const at = (this.#places.pair + PAIR[name]) / 4 + which;
    this.#floats[at] = value;
    this.#floats[at + 2] = value;
  }

  /** Where a number of a row is, among all floats. */
  #extra(slot: number, name: keyof typeof ROW_EXTRA): number {
    return (this.#places.rows + slot * this.#rowBytes + this.#elements + ROW_EXTRA[name]) / 4;
  }

  /** Makes place for so many bytes; what there is stays where it is. */
  #grow(bytes: number): void {
    const { buffer } = this.#memory;
    if (this.#bytes !== undefined && bytes <= buffer.byteLength) return;
    const wanted = this.#bytes === undefined ? bytes : Math.max(bytes, buffer.byteLength * GROWTH);
    this.#memory.grow(Math.ceil((wanted - buffer.byteLength) / PAGE));
    this.#bytes = new Int8Array(this.#memory.buffer);
    this.#floats = new Float32Array(this.#memory.buffer);
    this.#whole = new Int32Array(this.#memory.buffer);
  }
}

/** Slots that may be among the best k, by an upper and a lower bound of the score of each. */
class Contenders {
  readonly #slots: number[] = [];
  readonly #bounds: number[] = [];
  readonly #lowest: BestValues;

  constructor(
    limit: number,
    /** The length of the query, and what all its bounds are raised by. */
    readonly norm: number,
    readonly slack: number,
  ) {
    this.#lowest = new BestValues(limit);
  }

  /** k scores are at least this. */
  get threshold(): number {
    return this.#lowest.threshold;
  }

  add(slot: number, bound: number, least: number): void {
    if (bound < this.threshold) return;
    this.#slots.push(slot);
    this.#bounds.push(bound);
    this.#lowest.offer(least);
  }

  /** Scores those that still have a chance. */
  offerTo(list: TopSlots, score: (slot: number) => number, slotOf: Int32Array | undefined): void {
    const { threshold } = this;
    for (let i = 0; i < this.#slots.length; i++) {
      // Rounding can make a threshold of bounds higher than the score that it stands for: `ROUNDING` is in the bounds.
      if (this.#bounds[i]! < threshold || this.#bounds[i]! < list.threshold) continue;
      const slot = slotOf === undefined ? this.#slots[i]! : slotOf[this.#slots[i]!]!;
      list.offer(slot, score(slot));
    }
  }
}

/** The multiple of a scale that is nearest to a value, none larger than `most`. */
function nearest(value: number, scale: number, most: number): number {
  return scale === 0 ? 0 : Math.max(-most, Math.min(most, Math.round(value / scale)));
}
