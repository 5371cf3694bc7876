/**
 * The k best slots offered so far: a bounded binary heap whose root is the worst one kept.
 * Higher score first; equal scores: lower item id first.
 */
export class TopSlots {
  readonly #itemIds: readonly (string | undefined)[];
  readonly #limit: number;
  readonly #scores: Float64Array;
  readonly #slots: Int32Array;
  #size = 0;

  /** `itemIds` names each slot. */
  constructor(limit: number, itemIds: readonly (string | undefined)[]) {
    this.#limit = limit;
    this.#itemIds = itemIds;
    this.#scores = new Float64Array(limit);
    this.#slots = new Int32Array(limit);
  }

  get size(): number {
    return this.#size;
  }

  /** k. */
  get limit(): number {
    return this.#limit;
  }

  /** A score below this one has no chance. */
  get threshold(): number {
    return this.#size < this.#limit ? -Infinity : this.#scores[0]!;
  }

  offer(slot: number, score: number): void {
    if (this.#size < this.#limit) {
      let at = this.#size++;
      while (at > 0) {
        const parent = (at - 1) >> 1;
        if (!this.#isWorse(slot, score, parent)) break;
        this.#move(parent, at);
        at = parent;
      }
      this.#set(at, slot, score);
    } else if (this.#limit > 0 && !this.#isWorse(slot, score, 0)) {
      this.#sink(slot, score);
    }
  }

  /** Empties the heap: the slots and scores kept, best first. */
  drain(): { slot: number; score: number }[] {
    const best: { slot: number; score: number }[] = new Array(this.#size);
    while (this.#size > 0) {
      const last = this.#size - 1;
      best[last] = { slot: this.#slots[0]!, score: this.#scores[0]! };
      this.#size = last;
      if (last > 0) this.#sink(this.#slots[last]!, this.#scores[last]!);
    }
    return best;
  }

  clear(): void {
    this.#size = 0;
  }

  /** Puts an entry in the root's place and lets it sink to where it belongs. */
  #sink(slot: number, score: number): void {
    let at = 0;
    for (;;) {
      let child = 2 * at + 1;
      if (child >= this.#size) break;
      if (child + 1 < this.#size && this.#isWorse(this.#slots[child + 1]!, this.#scores[child + 1]!, child)) child++;
      if (this.#isWorse(slot, score, child)) break;
      this.#move(child, at);
      at = child;
    }
    this.#set(at, slot, score);
  }

  #isWorse(slot: number, score: number, at: number): boolean {
    const other = this.#scores[at]!;
    if (score !== other) return score < other;
    return this.#itemIds[slot]! > this.#itemIds[this.#slots[at]!]!;
  }

  #move(from: number, to: number): void {
    this.#set(to, this.#slots[from]!, this.#scores[from]!);
  }

  #set(at: number, slot: number, score: number): void {
    this.#slots[at] = slot;
    this.#scores[at] = score;
  }
}
