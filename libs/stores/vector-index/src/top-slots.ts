/** How many more than k are kept before the worst are dropped: sorting is rare even for a small k. */
const SPARE = 64;

/** The k best slots offered so far. Higher score first; equal scores: lower item id first. */
export class TopSlots {
  /** How many are kept. */
  #size = 0;
  #slots: Int32Array;
  #scores: Float64Array;
  /** k slots have at least this score. */
  #threshold = -Infinity;

  /** `itemIds` names each slot. */
  constructor(
    private readonly limit: number,
    private readonly itemIds: readonly (string | undefined)[],
  ) {
    this.#slots = new Int32Array(2 * limit + SPARE);
    this.#scores = new Float64Array(2 * limit + SPARE);
  }

  offer(slot: number, score: number): void {
    if (score < this.#threshold) return;
    this.#slots[this.#size] = slot;
    this.#scores[this.#size++] = score;
    if (this.#size === this.#slots.length) this.#sort();
  }

  /** Best first. */
  best(): { itemId: string; score: number }[] {
    this.#sort();
    const found: { itemId: string; score: number }[] = [];
    for (let n = 0; n < this.#size; n++) {
      found.push({ itemId: this.itemIds[this.#slots[n]!]!, score: this.#scores[n]! });
    }
    return found;
  }

  #sort(): void {
    const [slots, scores] = [this.#slots, this.#scores];
    const { itemIds } = this;
    const order = new Uint32Array(this.#size);
    for (let n = 0; n < order.length; n++) order[n] = n;
    // Numbers are sorted without an object for each.
    order.sort((a, b) => scores[b]! - scores[a]! || (itemIds[slots[a]!]! < itemIds[slots[b]!]! ? -1 : 1));
    this.#size = Math.min(order.length, this.limit);
    this.#slots = new Int32Array(slots.length);
    this.#scores = new Float64Array(scores.length);
    for (let n = 0; n < this.#size; n++) {
      this.#slots[n] = slots[order[n]!]!;
      this.#scores[n] = scores[order[n]!]!;
    }
    if (this.limit > 0 && this.#size === this.limit) this.#threshold = this.#scores[this.#size - 1]!;
  }
}
