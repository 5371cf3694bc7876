import { StarsError } from '@stars/errors';

/** Start values of the two halves of an id's bits. */
const HIGH = 0x811c9dc5;
const LOW = 0x9e3779b9;

/** FNV-1a over UTF-16 units from another start value: with `hash32`, 64 bits of an id. */
function hash(text: string, start: number): number {
  let value = start;
  for (let i = 0; i < text.length; i++) {
    value ^= text.charCodeAt(i);
    value = Math.imul(value, 0x01000193);
    value ^= value >>> 15;
  }
  return value >>> 0;
}

/** 64 bits of an id, as two halves; the lower one is never 0. */
export const idBits = (id: string): [high: number, low: number] => [hash(id, HIGH), hash(id, LOW) || 1];

/** Places of the largest table, 8 GiB. It is full with two thirds of them: 715 million ids. */
const MOST_PLACES = 2 ** 30;

/**
 * A set of ids by 64 bits of each: 12 to 24 bytes an id instead of a hundred in a set of strings. Among a hundred million ids, two
 * share their bits with a probability of about 1 in 4,000; the second would count as a repetition.
 * Errors: `STARS_TOO_LARGE` for more than 715 million ids.
 */
export class IdSet {
  #capacity = 64;
  #used = 0;
  /** Pairs of 32 bits, open addressing; 0, 0 is empty. */
  #table = new Uint32Array(2 * this.#capacity);

  constructor(private readonly mostPlaces = MOST_PLACES) {}

  /** @returns whether the id was new. */
  add(id: string): boolean {
    return this.addBits(...idBits(id));
  }

  /** The same for an id of which only `idBits` are known. */
  addBits(high: number, low: number): boolean {
    if (!this.#insert(high, low)) return false;
    this.#used++;
    if (this.#used * 3 > this.#capacity * 2) this.#grow();
    return true;
  }

  get size(): number {
    return this.#used;
  }

  /** @returns whether it was not there. */
  #insert(high: number, low: number): boolean {
    const table = this.#table;
    const mask = this.#capacity - 1;
    let at = (high ^ Math.imul(low, 0x85ebca6b)) & mask;
    for (; table[2 * at + 1] !== 0; at = (at + 1) & mask) {
      if (table[2 * at] === high && table[2 * at + 1] === low) return false;
    }
    table[2 * at] = high;
    table[2 * at + 1] = low;
    return true;
  }

  #grow(): void {
    if (this.#capacity >= this.mostPlaces) {
      throw new StarsError(
        'STARS_TOO_LARGE',
        `repeated ids cannot be told any more: there are ${this.#used} different ones`,
      );
    }
    const old = this.#table;
    this.#capacity *= 2;
    this.#table = new Uint32Array(2 * this.#capacity);
    for (let at = 0; at < old.length; at += 2) if (old[at + 1] !== 0) this.#insert(old[at]!, old[at + 1]!);
  }
}
