/** A growable set of slots (small non-negative integers), one bit each, that knows its size. */
export class SlotSet {
  #words: Uint32Array;
  #size = 0;

  constructor(capacity = 0) {
    this.#words = new Uint32Array((capacity + 31) >>> 5);
  }

  get size(): number {
    return this.#size;
  }

  /** One bit a slot, 32 a word, the lowest first; not to be changed. */
  get words(): Uint32Array {
    return this.#words;
  }

  has(slot: number): boolean {
    const word = slot >>> 5;
    return word < this.#words.length && (this.#words[word]! & (1 << (slot & 31))) !== 0;
  }

  add(slot: number): void {
    const word = slot >>> 5;
    if (word >= this.#words.length) this.#grow(word + 1);
    const bit = 1 << (slot & 31);
    if ((this.#words[word]! & bit) !== 0) return;
    this.#words[word]! |= bit;
    this.#size++;
  }

  delete(slot: number): void {
    if (!this.has(slot)) return;
    this.#words[slot >>> 5]! &= ~(1 << (slot & 31));
    this.#size--;
  }

  /** Makes this the same set as `other`, reusing memory. */
  copyFrom(other: SlotSet): void {
    if (this.#words.length < other.#words.length) this.#words = new Uint32Array(other.#words.length);
    this.#words.set(other.#words);
    this.#words.fill(0, other.#words.length);
    this.#size = other.#size;
  }

  /** Writes the slots, ascending, to `out`, which must hold `size` of them. Returns how many there are. */
  writeTo(out: Int32Array): number {
    let count = 0;
    for (let word = 0; word < this.#words.length; word++) {
      let bits = this.#words[word]!;
      while (bits !== 0) {
        const lowest = bits & -bits;
        out[count++] = (word << 5) + 31 - Math.clz32(lowest);
        bits ^= lowest;
      }
    }
    return count;
  }

  #grow(words: number): void {
    const grown = new Uint32Array(Math.max(words, this.#words.length * 2));
    grown.set(this.#words);
    this.#words = grown;
  }
}
