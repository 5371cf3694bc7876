import { type Tensor2D, tf } from '@stars/model';
import { type CandidateScorer, checkSecondStageWeights, type SecondStageWeights } from '@stars/ranking';
import { readOnce } from './read-once.js';

/** Scores candidates by the network. The scaling of the features is part of the first weights. */
export class SecondStageNetwork implements CandidateScorer {
  readonly #width: number;
  /** [F, H1], [1, H1], [H1, H2], [1, H2], [H2, 1] */
  readonly #layers: Record<'first' | 'firstBias' | 'second' | 'secondBias' | 'last', Tensor2D>;
  /** [F, 1] and [1, 1] */
  readonly #linear: Tensor2D;
  readonly #constant: Tensor2D;

  /** Throws a RangeError if weights do not fit together. */
  constructor(weights: SecondStageWeights) {
    checkSecondStageWeights(weights);
    this.#width = weights.mean.length;
    const [wide, narrow] = [weights.firstBias.length, weights.secondBias.length];
    const first = fold(weights, weights.first, weights.firstBias);
    const path = fold(weights, weights.linear, new Float32Array(1));
    this.#layers = {
      first: tf.tensor2d(first.weight, [this.#width, wide]),
      firstBias: tf.tensor2d(first.bias, [1, wide]),
      second: tf.tensor2d(weights.second, [wide, narrow]),
      secondBias: tf.tensor2d(weights.secondBias, [1, narrow]),
      last: tf.tensor2d(weights.last, [narrow, 1]),
    };
    this.#linear = tf.tensor2d(path.weight, [this.#width, 1]);
    this.#constant = tf.tensor2d(path.bias, [1, 1]);
  }

  score(rows: Float32Array, n: number): Float32Array {
    if (n === 0) return new Float32Array(0);
    const { first, firstBias, second, secondBias, last } = this.#layers;
    const [scores] = readOnce(() => {
      const features = tf.tensor2d(rows.subarray(0, n * this.#width), [n, this.#width]);
      const wide: Tensor2D = tf.relu(tf.add(tf.matMul(features, first), firstBias));
      const deep: Tensor2D = tf.relu(tf.add(tf.matMul(wide, second), secondBias));
      return [tf.add(tf.matMul(deep, last), tf.add(tf.matMul(features, this.#linear), this.#constant))];
    });
    return scores;
  }

  dispose(): void {
    tf.dispose([...Object.values(this.#layers), this.#linear, this.#constant]);
  }
}

/** Turns weights for scaled features into weights for the features themselves: x·w/σ − μ·w/σ. @param weights [F, width] */
function fold(
  { mean, deviation }: SecondStageWeights,
  weights: Float32Array,
  added: Float32Array,
): { weight: Float32Array; bias: Float32Array } {
  const width = added.length;
  const bias = Float64Array.from(added);
  const weight = weights.map((of, at) => of / deviation[Math.floor(at / width)]!);
  weight.forEach((of, at) => {
    bias[at % width]! -= mean[Math.floor(at / width)]! * of;
  });
  return { weight, bias: Float32Array.from(bias) };
}
