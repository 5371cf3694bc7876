/** Weights of the network that scores candidates: F features, two hidden layers of H1 and H2 ReLUs, and a linear path. */
export interface JointWeights {
  /** [F] what is subtracted from each feature, and what it is then divided by. */
  mean: Float32Array;
  deviation: Float32Array;
  /** [F, H1], [H1], [H1, H2], [H2], [H2] and [F], row-major. */
  first: Float32Array;
  firstBias: Float32Array;
  second: Float32Array;
  secondBias: Float32Array;
  last: Float32Array;
  linear: Float32Array;
}

/** What gives candidates scores by their features. */
export interface CandidateScorer {
  /** @param rows [n, F] @returns [n], higher is better; only differences within one request mean anything. */
  score(rows: Float32Array, n: number): Float32Array;
}

/** The mean score of networks that learned from the same sessions by other random numbers: steadier than any of them. */
export class MeanOfNetworks implements CandidateScorer {
  /** @param networks At least one. */
  constructor(private readonly networks: readonly CandidateScorer[]) {}

  score(rows: Float32Array, n: number): Float32Array {
    const sum = new Float64Array(n);
    for (const network of this.networks) network.score(rows, n).forEach((score, row) => (sum[row]! += score));
    return Float32Array.from(sum, (score) => score / this.networks.length);
  }
}

/** Scores candidates in plain numbers: at a few hundred candidates a request, cheaper than a trip to the backend. */
export class JointNetwork implements CandidateScorer {
  private readonly features: number;
  private readonly hidden: number;
  private readonly narrow: number;
  private readonly scaled: Float32Array;
  private readonly wide: Float32Array;
  private readonly deep: Float32Array;

  /** Throws a RangeError where the weights do not fit together. */
  constructor(private readonly weights: JointWeights) {
    this.features = weights.mean.length;
    this.hidden = weights.firstBias.length;
    this.narrow = weights.secondBias.length;
    const fits =
      weights.deviation.length === this.features &&
      weights.linear.length === this.features &&
      weights.first.length === this.features * this.hidden &&
      weights.second.length === this.hidden * this.narrow &&
      weights.last.length === this.narrow;
    if (!fits) throw new RangeError('the weights of the joint ranking do not fit together');
    this.scaled = new Float32Array(this.features);
    this.wide = new Float32Array(this.hidden);
    this.deep = new Float32Array(this.narrow);
  }

  get width(): number {
    return this.features;
  }

  score(rows: Float32Array, n: number): Float32Array {
    const scores = new Float32Array(n);
    for (let row = 0; row < n; row++) scores[row] = this.scoreRow(rows, row * this.features);
    return scores;
  }

  private scoreRow(rows: Float32Array, from: number): number {
    const { weights, scaled, wide, deep } = this;
    let score = 0;
    wide.set(weights.firstBias);
    for (let f = 0; f < this.features; f++) {
      const x = Math.fround((rows[from + f]! - weights.mean[f]!) / weights.deviation[f]!);
      scaled[f] = x;
      if (x === 0) continue;
      score += x * weights.linear[f]!;
      const at = f * this.hidden;
      for (let h = 0; h < this.hidden; h++) wide[h]! += x * weights.first[at + h]!;
    }
    deep.set(weights.secondBias);
    for (let h = 0; h < this.hidden; h++) {
      const x = wide[h]!;
      if (x <= 0) continue;
      const at = h * this.narrow;
      for (let g = 0; g < this.narrow; g++) deep[g]! += x * weights.second[at + g]!;
    }
    for (let g = 0; g < this.narrow; g++) if (deep[g]! > 0) score += deep[g]! * weights.last[g]!;
    return score;
  }
}
