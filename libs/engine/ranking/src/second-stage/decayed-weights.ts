/** Ages of which weights are kept: six years of days, or so many sessions. */
const KEPT = 2200;

/** What a purchase weighs by its age, for several decays side by side: exp(−age / decay), computed once for each age. */
export class DecayedWeights {
  /** [KEPT, D] */
  readonly #weights: Float64Array;
  readonly #known = new Uint8Array(KEPT);
  /** [D] of an age that is not kept. */
  readonly #other: Float64Array;

  constructor(private readonly decays: readonly number[]) {
    this.#weights = new Float64Array(KEPT * decays.length);
    this.#other = new Float64Array(decays.length);
  }

  /** Adds the weights of a whole age of 0 or more, [D], to `sums` from `at` on. */
  addTo(sums: Float64Array, at: number, age: number): void {
    const width = this.decays.length;
    const kept = age < KEPT;
    const weights = kept ? this.#weights : this.#other;
    const from = kept ? age * width : 0;
    if (!kept || this.#known[age] === 0) {
      for (let d = 0; d < width; d++) weights[from + d] = Math.exp(-age / this.decays[d]!);
      if (kept) this.#known[age] = 1;
    }
    for (let d = 0; d < width; d++) sums[at + d]! += weights[from + d]!;
  }
}
