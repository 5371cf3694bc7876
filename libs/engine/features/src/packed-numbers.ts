import { createHash } from 'node:crypto';
import { lowerBound } from './lower-bound.js';

const BLOCK = 2 ** 16;

/** Sizes of shelves, in words. */
const FIRST_SHELF = 2 ** 10;
const LAST_SHELF = 2 ** 18;

/** Gives equal bytes once. Its key is a digest of the bytes, which nobody changes any more. */
export type ShareBytes = (key: string, bytes: SharedArrayBuffer) => Promise<SharedArrayBuffer>;

/** What sets lie in, one after the other. */
interface Shelf {
  words: Uint16Array;
}

/**
 * A set of whole numbers below 2³², two bytes each: numbers with one upper half are a block, which has four bytes more.
 */
export class PackedNumbers implements Iterable<number> {
  /** At `at`: the number of blocks; then of each its upper half and its length − 1; then the lower halves, ascending. */
  constructor(
    private readonly shelf: Shelf,
    private readonly at: number,
  ) {}

  has(number: number): boolean {
    const { at, shelf } = this;
    const { words } = shelf;
    const header = at + 1;
    let from = header + 2 * words[at]!;
    for (let block = header, end = from; block < end; block += 2) {
      const length = words[block + 1]! + 1;
      if (words[block] === number >>> 16) return contains(words, from, from + length, number % BLOCK);
      from += length;
    }
    return false;
  }

  *[Symbol.iterator](): Generator<number> {
    const { at, shelf } = this;
    const { words } = shelf;
    const header = at + 1;
    let from = header + 2 * words[at]!;
    for (let block = header, end = from; block < end; block += 2) {
      const base = words[block]! * BLOCK;
      const to = from + words[block + 1]! + 1;
      while (from < to) yield base + words[from++]!;
    }
  }
}

/** Packs sets into large arrays, because an array of its own costs a small set more than its numbers. */
export class NumberPacker {
  #shelf: Shelf = { words: wordsOf(0) };
  #at = 0;

  /** @param share Given, threads that pack the same sets in the same order hold full shelves once. */
  constructor(private readonly share?: ShareBytes) {}

  /** @param list Ascending, no number twice. */
  pack(list: Uint32Array): PackedNumbers {
    const blocks = blocksOf(list);
    const [shelf, begin] = this.#room(1 + 2 * blocks.length + list.length);
    const { words } = shelf;
    let at = begin;
    words[at++] = blocks.length;
    for (const { high, length } of blocks) {
      words[at++] = high;
      words[at++] = length - 1;
    }
    // The array keeps the lower halves.
    words.set(list, at);
    return new PackedNumbers(shelf, begin);
  }

  #room(size: number): [shelf: Shelf, at: number] {
    // One of its own: the rest of the shelf would be lost.
    if (size > LAST_SHELF / 8) return [{ words: wordsOf(size) }, 0];
    const { length } = this.#shelf.words;
    if (this.#at + size > length) {
      if (this.share) void shareFull(this.#shelf, this.share);
      this.#shelf = { words: wordsOf(Math.max(size, Math.min(LAST_SHELF, Math.max(FIRST_SHELF, 2 * length)))) };
      this.#at = 0;
    }
    const at = this.#at;
    this.#at += size;
    return [this.#shelf, at];
  }
}

const wordsOf = (size: number): Uint16Array<SharedArrayBuffer> =>
  new Uint16Array(new SharedArrayBuffer(size * Uint16Array.BYTES_PER_ELEMENT));

async function shareFull(shelf: Shelf, share: ShareBytes): Promise<void> {
  const { buffer } = shelf.words;
  const key = createHash('sha256').update(new Uint8Array(buffer)).digest('hex');
  shelf.words = new Uint16Array(await share(key, buffer as SharedArrayBuffer));
}

function blocksOf(list: Uint32Array): { high: number; length: number }[] {
  const blocks: { high: number; length: number }[] = [];
  for (const number of list) {
    const high = number >>> 16;
    const last = blocks.at(-1);
    if (last?.high === high) last.length++;
    else blocks.push({ high, length: 1 });
  }
  return blocks;
}

function contains(words: Uint16Array, from: number, to: number, wanted: number): boolean {
  const at = lowerBound(words, from, to, wanted);
  return at < to && words[at] === wanted;
}
