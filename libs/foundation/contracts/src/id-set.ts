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

/**
 * The newest ids, in two generations of limited size: the older one is dropped when the younger one is full. Duplicate
 * deliveries come soon after each other, so this is enough, however many messages are read.
 */
export class RecentIds {
  #young = new IdSet();
  #old = new IdSet();

  constructor(private readonly generation = 8_000_000) {}

  /** @returns whether the id is not among those remembered. */
  add(id: string): boolean {
    if (this.#old.has(id) || !this.#young.add(id)) return false;
    if (this.#young.size >= this.generation) {
      this.#old = this.#young;
      this.#young = new IdSet();
    }
    return true;
  }
}

/**
 * A set of ids by 64 bits of each: 8 bytes an id instead of a hundred in a set of strings. Among a hundred million ids, two
 * share their bits with a probability of about 1 in 4,000; the second would count as a repetition.
 */
export class IdSet {
  #capacity = 64;
  #used = 0;
  /** Pairs of 32 bits, open addressing; 0, 0 is empty. */
  #table = new Uint32Array(2 * this.#capacity);

  /** @returns whether the id was new. */
  add(id: string): boolean {
    const high = hash(id, HIGH);
    // Never both 0, which marks an empty place.
    const low = hash(id, LOW) || 1;
    if (!this.#insert(high, low)) return false;
    this.#used++;
    if (this.#used * 3 > this.#capacity * 2) this.#grow();
    return true;
  }

  has(id: string): boolean {
    return this.#find(hash(id, HIGH), hash(id, LOW) || 1).found;
  }

  get size(): number {
    return this.#used;
  }

  /** The index of the id, or of the empty place for it. */
  #find(high: number, low: number): { at: number; found: boolean } {
    const table = this.#table;
    const mask = this.#capacity - 1;
    for (let at = (high ^ Math.imul(low, 0x85ebca6b)) & mask; ; at = (at + 1) & mask) {
      if (table[2 * at] === 0 && table[2 * at + 1] === 0) return { at, found: false };
      if (table[2 * at] === high && table[2 * at + 1] === low) return { at, found: true };
    }
  }

  #insert(high: number, low: number): boolean {
    const { at, found } = this.#find(high, low);
    if (found) return false;
    this.#table[2 * at] = high;
    this.#table[2 * at + 1] = low;
    return true;
  }

  #grow(): void {
    const old = this.#table;
    this.#capacity *= 2;
    this.#table = new Uint32Array(2 * this.#capacity);
    for (let at = 0; at < old.length; at += 2) if (old[at + 1] !== 0) this.#insert(old[at]!, old[at + 1]!);
  }
}
