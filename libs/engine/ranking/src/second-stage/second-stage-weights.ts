/** What a network of the second stage ranks: all candidates, unseen items alone, or the candidates of a list because of seeds. */
export type RankerKind = 'all' | 'fresh' | 'seeded';

/** Weights of the network that scores candidates: F features, two hidden layers of H1 and H2 ReLUs, and a linear path. */
export interface SecondStageWeights {
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

/** Scores candidates by their features. */
export interface CandidateScorer {
  /** @param rows [n, F] @returns [n], higher is better; only differences within one request mean anything. */
  score(rows: Float32Array, n: number): Float32Array;
}

/** Throws a RangeError if the weights do not fit together. */
export function checkSecondStageWeights(weights: SecondStageWeights): void {
  const [features, hidden, narrow] = [weights.mean, weights.firstBias, weights.secondBias].map(({ length }) => length);
  const fits =
    weights.deviation.length === features &&
    weights.linear.length === features &&
    weights.first.length === features! * hidden! &&
    weights.second.length === hidden! * narrow! &&
    weights.last.length === narrow;
  if (!fits) throw new RangeError('the weights of the second stage do not fit together');
}
