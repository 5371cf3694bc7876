import type { EncodedIds } from '@stars/contracts';
import { grown } from './grown.js';

const LEAST_SLOTS = 1024;
const UTF8 = new TextDecoder('utf-8', { ignoreBOM: true });

/**
 * Numbers ids of items from 0 on, as they come. Encoded ids are looked up by their bytes, in two small tables: millions of strings would
 * be made and hashed only to be found again, and a start waits for them.
 */
export class ItemNumbers {
  readonly #numbers = new Map<string, number>();
  /** Keys of `#numbers`; made on request. */
  #ids: string[] | undefined;
  /** The bytes of known ids, one after the other, and where each ends; place 0 is none. */
  #bytes = new Uint8Array(8 * LEAST_SLOTS);
  #ends = new Uint32Array(LEAST_SLOTS);
  /** By the same places. Two encodings that are no UTF-8 may be one id. */
  #numberAt = new Uint32Array(LEAST_SLOTS);
  #known = 0;
  /** An open table of these places, at most half full. */
  #slots = new Uint32Array(LEAST_SLOTS);

  /** Undefined if the id never came. */
  numberOf(id: string): number | undefined {
    return this.#numbers.get(id);
  }

  idOf(number: number): string {
    this.#ids ??= [...this.#numbers.keys()];
    return this.#ids[number]!;
  }

  /** The number of each id. */
  takeAll(ids: readonly string[] | EncodedIds): Uint32Array {
    if (!('ranges' in ids)) return Uint32Array.from(ids, (id) => this.#take(id));
    const { bytes, ranges } = ids;
    const numbers = new Uint32Array(ranges.length / 2);
    for (let n = 0; n < numbers.length; n++) numbers[n] = this.#takeEncoded(bytes, ranges[2 * n]!, ranges[2 * n + 1]!);
    return numbers;
  }

  #take(id: string): number {
    let number = this.#numbers.get(id);
    if (number === undefined) {
      number = this.#numbers.size;
      this.#numbers.set(id, number);
      this.#ids = undefined;
    }
    return number;
  }

  #takeEncoded(bytes: Uint8Array, from: number, to: number): number {
    const mask = this.#slots.length - 1;
    let slot = hashOf(bytes, from, to) & mask;
    for (; this.#slots[slot] !== 0; slot = (slot + 1) & mask) {
      if (this.#isAt(this.#slots[slot]!, bytes, from, to)) return this.#numberAt[this.#slots[slot]!]!;
    }
    const number = this.#take(UTF8.decode(bytes.subarray(from, to)));
    const place = ++this.#known;
    const begin = this.#ends[place - 1]!;
    if (begin + to - from > this.#bytes.length) this.#bytes = grown(this.#bytes, 2 * (begin + to - from));
    this.#bytes.set(bytes.subarray(from, to), begin);
    this.#ends[place] = begin + to - from;
    this.#numberAt[place] = number;
    this.#slots[slot] = place;
    if (2 * (place + 1) > this.#slots.length) this.#grow();
    return number;
  }

  #isAt(place: number, bytes: Uint8Array, from: number, to: number): boolean {
    const known = this.#bytes;
    const begin = this.#ends[place - 1]!;
    if (this.#ends[place]! - begin !== to - from) return false;
    for (let at = from; at < to; at++) if (known[begin + at - from] !== bytes[at]) return false;
    return true;
  }

  #grow(): void {
    const size = 2 * this.#slots.length;
    this.#ends = grown(this.#ends, size);
    this.#numberAt = grown(this.#numberAt, size);
    this.#slots = new Uint32Array(size);
    for (let place = 1; place <= this.#known; place++) {
      let slot = hashOf(this.#bytes, this.#ends[place - 1]!, this.#ends[place]!) & (size - 1);
      while (this.#slots[slot] !== 0) slot = (slot + 1) & (size - 1);
      this.#slots[slot] = place;
    }
  }
}

/** FNV-1a; its upper bits are the better ones. */
function hashOf(bytes: Uint8Array, from: number, to: number): number {
  let hash = 0x811c9dc5;
  for (let at = from; at < to; at++) hash = Math.imul(hash ^ bytes[at]!, 0x01000193);
  return hash ^ (hash >>> 15);
}
