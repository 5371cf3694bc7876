/** FNV-1a over UTF-16 units from another start: with `hash32`'s, 64 bits of an id. */
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
 * Ids that were seen, by 64 bits of each: 8 bytes an id where a set of strings takes a hundred. Two ids of a hundred
 * million share their bits with a chance of about 1 in 4,000; the second would be taken for a repetition.
 */
export class IdSet {
  private capacity = 1024;
  private used = 0;
  /** Pairs of 32 bits, open addressing; 0, 0 is empty. */
  private table = new Uint32Array(2 * this.capacity);

  /** @returns whether the id was new. */
  add(id: string): boolean {
    const high = hash(id, 0x811c9dc5);
    // Never both 0, which marks an empty place.
    const low = hash(id, 0x9e3779b9) || 1;
    if (!this.insert(high, low)) return false;
    this.used++;
    if (this.used * 3 > this.capacity * 2) this.grow();
    return true;
  }

  get size(): number {
    return this.used;
  }

  private insert(high: number, low: number): boolean {
    const { table } = this;
    const mask = this.capacity - 1;
    for (let at = (high ^ Math.imul(low, 0x85ebca6b)) & mask; ; at = (at + 1) & mask) {
      if (table[2 * at] === 0 && table[2 * at + 1] === 0) {
        table[2 * at] = high;
        table[2 * at + 1] = low;
        return true;
      }
      if (table[2 * at] === high && table[2 * at + 1] === low) return false;
    }
  }

  private grow(): void {
    const old = this.table;
    this.capacity *= 2;
    this.table = new Uint32Array(2 * this.capacity);
    for (let at = 0; at < old.length; at += 2) if (old[at + 1] !== 0) this.insert(old[at]!, old[at + 1]!);
  }
}
