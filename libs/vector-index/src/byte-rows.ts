import { BestValues } from './best-values.js';
import {
  ByteScan,
  CALL_SLOTS,
  QUERY_ZERO,
  ROW_EXTRA,
  ROW_EXTRA_BYTES,
  type ScanQuery,
  TURN_BYTES,
} from './byte-scan.js';
import type { SlotSet } from './slot-set.js';
import type { TopSlots } from './top-slots.js';
import { type WasmMemory, WebAssembly } from './webassembly.js';

const PAGE = 65_536;
const GROWTH = 1.5;
const WORDS_AT = 0;
const WORDS_BYTES = CALL_SLOTS / 8;
const OUT_BYTES = CALL_SLOTS * 8;
const LARGEST_BYTE = 127;
/** Of a query's elements, either way from `QUERY_ZERO`. */
const LARGEST_ELEMENT = 63;
/** Slots of the first call: until there are k, every row has a chance. */
const FIRST_SLOTS = 64;
/** More than rounding to single precision takes off a bound, as a share of the largest score there may be. */
const ROUNDING = 2e-6;

/**
 * The rows of a matrix a second time, as bytes: a quarter of the memory to read, and sixteen elements an instruction. Each row has
 * a scale, and knows how far its bytes are from the row that they stand for; so a scan gives an upper bound of each score,
 * and only rows whose bound reaches the best k so far are scored by the matrix. What is found is what a scan of the matrix finds.
 */
export class ByteRows {
  readonly #memory: WasmMemory = new WebAssembly.Memory({ initial: 1 });
  readonly #width: number;
  /** Elements of a row, with padding. */
  readonly #elements: number;
  readonly #rowBytes: number;
  readonly #queriesAt: [number, number];
  readonly #outAt: [number, number];
  readonly #rowsAt: number;
  readonly #scan: ByteScan;
  #bytes!: Int8Array;
  #floats!: Float32Array;
  #whole!: Int32Array;
  /** No row is longer, of those there are and those there were. */
  #largestNorm = 0;

  constructor(width: number) {
    this.#width = width;
    this.#elements = Math.ceil(width / TURN_BYTES) * TURN_BYTES;
    this.#rowBytes = this.#elements + ROW_EXTRA_BYTES;
    const queries = WORDS_AT + WORDS_BYTES;
    const outs = queries + 2 * this.#elements;
    this.#queriesAt = [queries, queries + this.#elements];
    this.#outAt = [outs, outs + OUT_BYTES];
    this.#rowsAt = outs + 2 * OUT_BYTES;
    this.#grow(this.#rowsAt);
    this.#scan = new ByteScan(this.#memory, this.#rowBytes, this.#rowsAt);
  }

  /** Bytes in memory. */
  get byteLength(): number {
    return this.#memory.buffer.byteLength;
  }

  /** Takes a row [width or more] over. */
  put(slot: number, row: Float32Array): void {
    const at = this.#rowsAt + slot * this.#rowBytes;
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
    this.#floats[this.#extra(slot, 'error')] = Math.sqrt(errors) * (1 + ROUNDING);
    this.#floats[this.#extra(slot, 'norm')] = norm * (1 + ROUNDING);
    this.#whole[this.#extra(slot, 'shift')] = QUERY_ZERO * sum;
    this.#largestNorm = Math.max(this.#largestNorm, norm);
  }

  /**
   * Offers the eligible slots that may be among the best of each list.
   * @param score Inner product of query number q with a slot's row, in full precision.
   */
  search(
    queries: readonly Float32Array[],
    eligible: SlotSet,
    lists: readonly TopSlots[],
    score: (slot: number, q: number) => number,
  ): void {
    for (let q = 0; q < queries.length; q += 2) {
      const a = this.#prepared(queries[q]!, 0);
      // The scan takes two; where there is one, rows have no chance with the second, or are not looked at.
      const none = { ...a, threshold: Infinity, out: this.#outAt[1] };
      const b = q + 1 < queries.length ? this.#prepared(queries[q + 1]!, 1) : none;
      this.#searchTwo(q, a, b, eligible, lists, score);
    }
  }

  #searchTwo(
    q: number,
    a: ScanQuery,
    b: ScanQuery,
    eligible: SlotSet,
    lists: readonly TopSlots[],
    score: (slot: number, q: number) => number,
  ): void {
    const { words } = eligible;
    const second = lists[q + 1];
    const [first, other] = [new Contenders(lists[q]!.limit), new Contenders(second?.limit ?? 0)];
    const target = new Uint32Array(this.#memory.buffer, WORDS_AT, WORDS_BYTES / 4);
    let slots = FIRST_SLOTS;
    for (let from = 0; from < words.length; ) {
      const part = words.subarray(from, from + slots / 32);
      target.set(part);
      const [foundA, foundB] = this.#scan.run(WORDS_AT, part.length, from * 32, a, b);
      a.threshold = this.#take(a, foundA, first);
      if (second) b.threshold = this.#take(b, foundB, other);
      from += part.length;
      slots = Math.min(CALL_SLOTS, slots * 2);
    }
    first.offerTo(lists[q]!, (slot) => score(slot, q));
    if (second) other.offerTo(second, (slot) => score(slot, q + 1));
  }

  /** @returns the threshold from here on */
  #take({ out, norm, error, slack }: ScanQuery, found: number, contenders: Contenders): number {
    const end = out / 4 + 2 * found;
    for (let at = out / 4; at < end; at += 2) {
      const slot = this.#whole[at]!;
      const bound = this.#floats[at + 1]!;
      const ofRow = norm * this.#floats[this.#extra(slot, 'error')]!;
      const ofQuery = error * this.#floats[this.#extra(slot, 'norm')]!;
      // The score is as far below the middle, at most, as the bound is above it.
      contenders.add(slot, bound, bound - 2 * (ofRow + ofQuery + slack));
    }
    return contenders.threshold;
  }

  #prepared(query: Float32Array, which: 0 | 1): ScanQuery {
    let [largest, squares] = [0, 0];
    for (let i = 0; i < this.#width; i++) {
      largest = Math.max(largest, Math.abs(query[i]!));
      squares += query[i]! ** 2;
    }
    const scale = Math.fround(largest / LARGEST_ELEMENT);
    const at = this.#queriesAt[which];
    let errors = 0;
    for (let i = 0; i < this.#width; i++) {
      const element = nearest(query[i]!, scale, LARGEST_ELEMENT);
      this.#bytes[at + i] = element + QUERY_ZERO;
      errors += (query[i]! - element * scale) ** 2;
    }
    const norm = Math.sqrt(squares);
    return {
      at,
      scale,
      norm: norm * (1 + ROUNDING),
      error: Math.sqrt(errors) * (1 + ROUNDING),
      slack: ROUNDING * norm * this.#largestNorm,
      threshold: -Infinity,
      out: this.#outAt[which],
    };
  }

  /** Where a number of a row is, among all floats. */
  #extra(slot: number, name: keyof typeof ROW_EXTRA): number {
    return (this.#rowsAt + slot * this.#rowBytes + this.#elements + ROW_EXTRA[name]) / 4;
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

  constructor(limit: number) {
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
  offerTo(list: TopSlots, score: (slot: number) => number): void {
    const { threshold } = this;
    for (let i = 0; i < this.#slots.length; i++) {
      // Rounding can make a threshold of bounds higher than the score that it stands for: `ROUNDING` is in the bounds.
      if (this.#bounds[i]! < threshold || this.#bounds[i]! < list.threshold) continue;
      list.offer(this.#slots[i]!, score(this.#slots[i]!));
    }
  }
}

/** The multiple of a scale that is nearest to a value, none larger than `most`. */
function nearest(value: number, scale: number, most: number): number {
  return scale === 0 ? 0 : Math.max(-most, Math.min(most, Math.round(value / scale)));
}
