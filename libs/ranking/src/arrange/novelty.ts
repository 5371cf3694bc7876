/** How unlike the placed items each of the n candidates is; more is better. */
export interface Novelty {
  /** @returns the novelty of a candidate, given those that were placed */
  of(candidate: number): number;
  /** Takes in that a candidate was placed. */
  place(candidate: number): void;
}

/** A candidate's direction, [s] of length 1; undefined where it has no vector. */
export type Direction = Float32Array | undefined;

/** The vector scaled to length 1; undefined where that cannot be. */
export function directionOf(vector: Float32Array | undefined): Direction {
  if (!vector) return undefined;
  let square = 0;
  for (const x of vector) square += x * x;
  const length = Math.sqrt(square);
  return length > 0 && Number.isFinite(length) ? vector.map((x) => x / length) : undefined;
}

/**
 * Maximal marginal relevance (Carbonell, Goldstein 1998): 1 − the largest cosine with a placed item, from 0 to 2. A candidate without
 * a vector counts as much as the mean of those with one, so that it neither gains nor loses by it.
 */
export class MarginalNovelty implements Novelty {
  private readonly nearest: Float64Array;
  private mean = 1;

  constructor(private readonly directions: readonly Direction[]) {
    // Before anything is placed every candidate is as novel as an item at a right angle.
    this.nearest = new Float64Array(directions.length).fill(Number.NEGATIVE_INFINITY);
  }

  of(candidate: number): number {
    const nearest = this.nearest[candidate]!;
    return nearest === Number.NEGATIVE_INFINITY ? this.mean : 1 - nearest;
  }

  place(placed: number): void {
    const direction = this.directions[placed];
    if (!direction) return;
    let sum = 0;
    let known = 0;
    this.directions.forEach((other, candidate) => {
      if (!other) return;
      this.nearest[candidate] = Math.max(this.nearest[candidate]!, dot(direction, other));
      sum += 1 - this.nearest[candidate]!;
      known++;
    });
    this.mean = sum / known;
  }
}

/** Below this share of new volume a candidate is a copy of what is placed. */
const COPY = 1e-6;

/**
 * The greedy maximum of a determinantal point process over (1 + cosine) / 2 (Chen, Zhang, Zhou 2018, algorithm 1): the logarithm of the
 * volume that a candidate adds to the placed ones, from ln 1e-6 to 0, by a Cholesky factor that grows by one row a place. Without a
 * vector: the mean, as for `MarginalNovelty`.
 */
export class VolumeNovelty implements Novelty {
  /** Squared residual of each candidate, once the placed ones are taken out of it. */
  private readonly residual: Float64Array;
  /** Rows of the factor so far, [n] each. */
  private readonly rows: Float64Array[] = [];
  private mean = 0;

  constructor(private readonly directions: readonly Direction[]) {
    this.residual = new Float64Array(directions.length).fill(1);
  }

  of(candidate: number): number {
    return this.directions[candidate] ? Math.log(Math.max(COPY, this.residual[candidate]!)) : this.mean;
  }

  place(placed: number): void {
    const direction = this.directions[placed];
    if (!direction) return;
    const scale = Math.sqrt(Math.max(COPY, this.residual[placed]!));
    const row = new Float64Array(this.directions.length);
    let sum = 0;
    let known = 0;
    this.directions.forEach((other, candidate) => {
      if (!other) return;
      let likeness = (1 + dot(direction, other)) / 2;
      for (const earlier of this.rows) likeness -= earlier[placed]! * earlier[candidate]!;
      row[candidate] = likeness / scale;
      this.residual[candidate] = this.residual[candidate]! - row[candidate]! ** 2;
      sum += this.of(candidate);
      known++;
    });
    this.rows.push(row);
    this.mean = sum / known;
  }
}

function dot(a: Float32Array, b: Float32Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += a[i]! * b[i]!;
  return sum;
}
