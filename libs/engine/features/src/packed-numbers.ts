import { lowerBound } from './lower-bound.js';

const BLOCK = 2 ** 16;

/**
 * A set of whole numbers below 2³², two bytes each: numbers with one upper half are a block, which has four bytes more. Sets that
 * are made together lie in one array, because an array of its own costs a small set more than its numbers.
 */
export class PackedNumbers implements Iterable<number> {
  /** At `at`: the number of blocks; then of each its upper half and its length − 1; then the lower halves, ascending. */
  private constructor(
    private readonly words: Uint16Array,
    private readonly at: number,
  ) {}

  /** @param lists Each ascending, no number twice. */
  static ofAll(lists: readonly Uint32Array[]): PackedNumbers[] {
    const blocks = lists.map(blocksOf);
    const sizes = lists.map((list, n) => 1 + 2 * blocks[n]!.length + list.length);
    const words = new Uint16Array(sizes.reduce((sum, size) => sum + size, 0));
    let at = 0;
    return lists.map((list, n) => {
      const set = new PackedNumbers(words, at);
      words[at++] = blocks[n]!.length;
      for (const { high, length } of blocks[n]!) {
        words[at++] = high;
        words[at++] = length - 1;
      }
      // The array keeps the lower halves.
      words.set(list, at);
      at += list.length;
      return set;
    });
  }

  has(number: number): boolean {
    const { words, at } = this;
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
    const { words, at } = this;
    const header = at + 1;
    let from = header + 2 * words[at]!;
    for (let block = header, end = from; block < end; block += 2) {
      const base = words[block]! * BLOCK;
      const to = from + words[block + 1]! + 1;
      while (from < to) yield base + words[from++]!;
    }
  }
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
