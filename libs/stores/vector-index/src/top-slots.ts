/** How many more than k are kept before the worst are dropped: sorting is rare even for a small k. */
const SPARE = 64;

interface ScoredSlot {
  slot: number;
  score: number;
}

/** The k best slots offered so far. Higher score first; equal scores: lower item id first. */
export class TopSlots {
  #kept: ScoredSlot[] = [];
  /** k slots have at least this score. */
  #threshold = -Infinity;

  /** `itemIds` names each slot. */
  constructor(
    private readonly limit: number,
    private readonly itemIds: readonly (string | undefined)[],
  ) {}

  offer(slot: number, score: number): void {
    if (score < this.#threshold) return;
    this.#kept.push({ slot, score });
    if (this.#kept.length >= 2 * this.limit + SPARE) this.best();
  }

  /** Best first. */
  best(): readonly ScoredSlot[] {
    const { itemIds } = this;
    this.#kept.sort((a, b) => b.score - a.score || (itemIds[a.slot]! < itemIds[b.slot]! ? -1 : 1));
    this.#kept.length = Math.min(this.#kept.length, this.limit);
    if (this.limit > 0 && this.#kept.length === this.limit) this.#threshold = this.#kept.at(-1)!.score;
    return this.#kept;
  }
}
