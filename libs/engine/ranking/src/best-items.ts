/**
 * Keeps the `capacity` items with the highest scores, ties to the lower number. It is a heap: lists are up to a thousand deep,
 * and keeping them sorted costs more than scoring.
 */
export class BestItems {
  size = 0;
  /** The worst is at the root. */
  readonly #scores: Float64Array;
  readonly #items: Int32Array;

  constructor(private readonly capacity: number) {
    this.#scores = new Float64Array(capacity);
    this.#items = new Int32Array(capacity);
  }

  /** An item with a lower score is not kept. */
  get floor(): number {
    return this.size < this.capacity || this.capacity === 0 ? Number.NEGATIVE_INFINITY : this.#scores[0]!;
  }

  /** Whether an item of this score would be kept. Never true of NaN. */
  takes(score: number, item: number): boolean {
    if (this.size < this.capacity) return score >= Number.NEGATIVE_INFINITY;
    return this.capacity > 0 && isWorse(this.#scores[0]!, this.#items[0]!, score, item);
  }

  /** Call it only if `takes` is true. */
  put(score: number, item: number): void {
    if (this.size === this.capacity) {
      this.#sink(score, item);
      return;
    }
    const [scores, items] = [this.#scores, this.#items];
    let at = this.size++;
    for (let parent = (at - 1) >> 1; at > 0; at = parent, parent = (at - 1) >> 1) {
      if (!isWorse(score, item, scores[parent]!, items[parent]!)) break;
      scores[at] = scores[parent]!;
      items[at] = items[parent]!;
    }
    scores[at] = score;
    items[at] = item;
  }

  /** Writes the kept items, best first, and empties the heap. @returns their number @param scores Gets their scores, at the same places. */
  drainTo(out: Int32Array, from: number, scores?: Float32Array): number {
    const kept = this.size;
    for (let at = from + kept - 1; at >= from; at--) {
      if (scores) scores[at] = this.#scores[0]!;
      out[at] = this.#takeWorst();
    }
    return kept;
  }

  #takeWorst(): number {
    const worst = this.#items[0]!;
    this.size--;
    if (this.size > 0) this.#sink(this.#scores[this.size]!, this.#items[this.size]!);
    return worst;
  }

  /** Puts an item in place of the root, then moves it down until both below are better. */
  #sink(score: number, item: number): void {
    const [scores, items] = [this.#scores, this.#items];
    let at = 0;
    for (let child = 1; child < this.size; child = 2 * at + 1) {
      if (child + 1 < this.size && isWorse(scores[child + 1]!, items[child + 1]!, scores[child]!, items[child]!))
        child++;
      if (!isWorse(scores[child]!, items[child]!, score, item)) break;
      scores[at] = scores[child]!;
      items[at] = items[child]!;
      at = child;
    }
    scores[at] = score;
    items[at] = item;
  }
}

const isWorse = (score: number, item: number, than: number, thanItem: number): boolean =>
  score < than || (score === than && item > thanItem);
