import { ByteScan, CALL_SLOTS, ROW_EXTRA_BYTES, type ScanQuery, TURN_BYTES } from './byte-scan.js';
import type { SlotSet } from './slot-set.js';
import type { TopSlots } from './top-slots.js';
import { type WasmMemory, WebAssembly } from './webassembly.js';

const PAGE = 65_536;
const GROWTH = 1.5;
const WORDS_AT = 0;
const WORDS_BYTES = CALL_SLOTS / 8;
const OUT_BYTES = CALL_SLOTS * 8;
const LARGEST_BYTE = 127;
/** Of a query's elements. */
const LARGEST_ELEMENT = 32_767;
/** Slots of the first call: until k rows are scored every row has a chance, so that the first ones are dear. */
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
  readonly #largestElement: number;
  readonly #scan: ByteScan;
  #bytes!: Int8Array;
  #floats!: Float32Array;
  #slots!: Uint32Array;
  /** No row is longer, of those there are and those there were. */
  #largestNorm = 0;

  constructor(width: number) {
    this.#width = width;
    this.#elements = Math.ceil(width / TURN_BYTES) * TURN_BYTES;
    this.#rowBytes = this.#elements + ROW_EXTRA_BYTES;
    const queryBytes = 2 * this.#elements;
    const queries = WORDS_AT + WORDS_BYTES;
    const outs = queries + 2 * queryBytes;
    this.#queriesAt = [queries, queries + queryBytes];
    this.#outAt = [outs, outs + OUT_BYTES];
    this.#rowsAt = outs + 2 * OUT_BYTES;
    // So that a sum of products stays within 32 bits.
    this.#largestElement = Math.min(LARGEST_ELEMENT, Math.floor((2 ** 31 - 1) / (LARGEST_BYTE * this.#elements)));
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
    let [errors, squares] = [0, 0];
    for (let i = 0; i < this.#width; i++) {
      const value = row[i]!;
      const byte = nearest(value, scale, LARGEST_BYTE);
      this.#bytes[at + i] = byte;
      errors += (value - byte * scale) ** 2;
      squares += (byte * scale) ** 2;
    }
    this.#floats[(at + this.#elements) / 4] = scale;
    // Rounded up, if anything.
    this.#floats[(at + this.#elements) / 4 + 1] = Math.sqrt(errors) * (1 + ROUNDING);
    this.#largestNorm = Math.max(this.#largestNorm, Math.sqrt(squares));
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
    const target = new Uint32Array(this.#memory.buffer, WORDS_AT, WORDS_BYTES / 4);
    let slots = FIRST_SLOTS;
    for (let from = 0; from < words.length; ) {
      const part = words.subarray(from, from + slots / 32);
      target.set(part);
      const [foundA, foundB] = this.#scan.run(WORDS_AT, part.length, from * 32, a, b);
      a.threshold = this.#offer(a, foundA, lists[q]!, q, score);
      if (second) b.threshold = this.#offer(b, foundB, second, q + 1, score);
      from += part.length;
      slots = Math.min(CALL_SLOTS, slots * 2);
    }
  }

  /** @returns the threshold from here on */
  #offer(
    { out }: ScanQuery,
    found: number,
    list: TopSlots,
    q: number,
    score: (slot: number, q: number) => number,
  ): number {
    let { threshold } = list;
    const end = out / 4 + 2 * found;
    for (let at = out / 4; at < end; at += 2) {
      if (this.#floats[at + 1]! < threshold) continue;
      const slot = this.#slots[at]!;
      list.offer(slot, score(slot, q));
      threshold = list.threshold;
    }
    return threshold;
  }

  #prepared(query: Float32Array, which: 0 | 1): ScanQuery {
    let [largest, squares] = [0, 0];
    for (let i = 0; i < this.#width; i++) {
      largest = Math.max(largest, Math.abs(query[i]!));
      squares += query[i]! ** 2;
    }
    const scale = Math.fround(largest / this.#largestElement);
    const at = this.#queriesAt[which];
    const elements = new Int16Array(this.#memory.buffer, at, this.#elements);
    let errors = 0;
    for (let i = 0; i < this.#width; i++) {
      const element = nearest(query[i]!, scale, this.#largestElement);
      elements[i] = element;
      errors += (query[i]! - element * scale) ** 2;
    }
    const norm = Math.sqrt(squares);
    return {
      at,
      scale,
      norm: norm * (1 + ROUNDING),
      slack: (Math.sqrt(errors) + ROUNDING * norm) * this.#largestNorm,
      threshold: -Infinity,
      out: this.#outAt[which],
    };
  }

  /** Makes place for so many bytes; what there is stays where it is. */
  #grow(bytes: number): void {
    const { buffer } = this.#memory;
    if (this.#bytes !== undefined && bytes <= buffer.byteLength) return;
    const wanted = this.#bytes === undefined ? bytes : Math.max(bytes, buffer.byteLength * GROWTH);
    this.#memory.grow(Math.ceil((wanted - buffer.byteLength) / PAGE));
    this.#bytes = new Int8Array(this.#memory.buffer);
    this.#floats = new Float32Array(this.#memory.buffer);
    this.#slots = new Uint32Array(this.#memory.buffer);
  }
}

/** The multiple of a scale that is nearest to a value, none larger than `most`. */
function nearest(value: number, scale: number, most: number): number {
  return scale === 0 ? 0 : Math.max(-most, Math.min(most, Math.round(value / scale)));
}
