import type { PairwiseCosines } from './pairwise-cosines.js';

/** How different each candidate is from the placed items; more is better. A candidate without a vector counts as the mean of the others. */
export interface Novelty {
  measure(candidate: number): number;
  /** Call it when a candidate was placed. */
  place(candidate: number): void;
}

/** Maximal marginal relevance (Carbonell, Goldstein 1998): 1 − the largest cosine with a placed item, from 0 to 2. */
export class MarginalNovelty implements Novelty {
  readonly #nearest: Float64Array;
  #mean = 1;
  #placed = 0;

  constructor(private readonly cosines: PairwiseCosines) {
    this.#nearest = new Float64Array(cosines.size).fill(-1);
  }

  measure(candidate: number): number {
    return this.#placed > 0 && this.cosines.knows(candidate) ? 1 - this.#nearest[candidate]! : this.#mean;
  }

  place(placed: number): void {
    if (!this.cosines.knows(placed)) return;
    const row = this.cosines.row(placed);
    this.#placed++;
    let sum = 0;
    let known = 0;
    for (let candidate = 0; candidate < row.length; candidate++) {
      if (!this.cosines.knows(candidate)) continue;
      this.#nearest[candidate] = Math.max(this.#nearest[candidate]!, row[candidate]!);
      sum += 1 - this.#nearest[candidate]!;
      known++;
    }
    this.#mean = sum / known;
  }
}

/** Below this share of new volume a candidate counts as a copy of a placed item. */
const COPY = 1e-6;

/**
 * The greedy maximum of a determinantal point process over (1 + cosine) / 2 (Chen, Zhang, Zhou 2018, algorithm 1): the logarithm of the
 * volume that a candidate adds to the placed ones, from ln 1e-6 to 0, by a Cholesky factor that grows by one row a place.
 */
export class VolumeNovelty implements Novelty {
  /** Squared residual of each candidate, once the placed ones are taken out of it. */
  readonly #residual: Float64Array;
  /** Rows of the factor so far, [n] each. */
  readonly #rows: Float64Array[] = [];
  #mean = 0;

  constructor(private readonly cosines: PairwiseCosines) {
    this.#residual = new Float64Array(cosines.size).fill(1);
  }

  measure(candidate: number): number {
    return this.cosines.knows(candidate) ? Math.log(Math.max(COPY, this.#residual[candidate]!)) : this.#mean;
  }

  place(placed: number): void {
    if (!this.cosines.knows(placed)) return;
    const cosines = this.cosines.row(placed);
    const scale = Math.sqrt(Math.max(COPY, this.#residual[placed]!));
    const row = new Float64Array(cosines.length);
    let sum = 0;
    let known = 0;
    for (let candidate = 0; candidate < row.length; candidate++) {
      if (!this.cosines.knows(candidate)) continue;
      let rest = (1 + cosines[candidate]!) / 2;
      for (const earlier of this.#rows) rest -= earlier[placed]! * earlier[candidate]!;
      row[candidate] = rest / scale;
      this.#residual[candidate] = this.#residual[candidate]! - row[candidate]! ** 2;
      sum += this.measure(candidate);
      known++;
    }
    this.#rows.push(row);
    this.#mean = sum / known;
  }
}
