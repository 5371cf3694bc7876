import { type Tensor2D, tf } from '@stars/model';
import { type CandidateScorer, checkSecondStageWeights, type SecondStageWeights } from '@stars/ranking';
import { readOnce } from './read-once.js';

/** The layers after the first one, which all networks share. */
interface Rest {
  /** Where its part of the first layer begins, and how wide it is. */
  from: number;
  width: number;
  second: Tensor2D;
  secondBias: Tensor2D;
  /** Divided by the number of networks. */
  last: Tensor2D;
}

/**
 * Scores candidates by a network, or by the mean of several that learned from the same sessions with other random numbers. It
 * runs on the backend: a thousand candidates take a twentieth of the time of plain numbers. The scaling of the features is part of
 * the first weights, and all first layers are one.
 */
export class SecondStageNetwork implements CandidateScorer {
  readonly #width: number;
  /** [F, ΣH1] and [1, ΣH1]. */
  readonly #first: Tensor2D;
  readonly #firstBias: Tensor2D;
  /** [F, 1] and [1, 1] */
  readonly #linear: Tensor2D;
  readonly #constant: Tensor2D;
  readonly #rests: readonly Rest[];

  /** @param networks At least one. Throws a RangeError if weights do not fit together. */
  constructor(networks: readonly SecondStageWeights[]) {
    networks.forEach(checkSecondStageWeights);
    this.#width = networks[0]!.mean.length;
    const features = this.#width;
    const total = networks.reduce((sum, { firstBias }) => sum + firstBias.length, 0);
    const [first, firstBias] = [new Float64Array(features * total), new Float64Array(total)];
    const [linear, constant] = [new Float64Array(features), new Float64Array(1)];
    let from = 0;
    this.#rests = networks.map((weights): Rest => {
      const width = weights.firstBias.length;
      const narrow = weights.secondBias.length;
      fold(weights, weights.first, { weight: first, bias: firstBias, columns: total, from, width });
      weights.firstBias.forEach((bias, unit) => {
        firstBias[from + unit]! += bias;
      });
      const path = weights.linear.map((weight) => weight / networks.length);
      fold(weights, path, { weight: linear, bias: constant, columns: 1, from: 0, width: 1 });
      const rest = {
        from,
        width,
        second: tf.tensor2d(weights.second, [width, narrow]),
        secondBias: tf.tensor2d(weights.secondBias, [1, narrow]),
        last: tf.tensor2d(
          weights.last.map((weight) => weight / networks.length),
          [narrow, 1],
        ),
      };
      from += width;
      return rest;
    });
    this.#first = tf.tensor2d(Float32Array.from(first), [features, total]);
    this.#firstBias = tf.tensor2d(Float32Array.from(firstBias), [1, total]);
    this.#linear = tf.tensor2d(Float32Array.from(linear), [features, 1]);
    this.#constant = tf.tensor2d(Float32Array.from(constant), [1, 1]);
  }

  score(rows: Float32Array, n: number): Float32Array {
    if (n === 0) return new Float32Array(0);
    const [scores] = readOnce(() => {
      const features = tf.tensor2d(rows.subarray(0, n * this.#width), [n, this.#width]);
      const wide: Tensor2D = tf.relu(tf.add(tf.matMul(features, this.#first), this.#firstBias));
      const path: Tensor2D = tf.add(tf.matMul(features, this.#linear), this.#constant);
      return [this.#rests.reduce((sum, rest) => tf.add(sum, scoresOf(rest, wide, this.#rests.length)), path)];
    });
    return scores;
  }

  dispose(): void {
    for (const { second, secondBias, last } of this.#rests) tf.dispose([second, secondBias, last]);
    tf.dispose([this.#first, this.#firstBias, this.#linear, this.#constant]);
  }
}

/** Columns of a matrix of weights and their biases. */
interface Columns {
  weight: Float64Array;
  bias: Float64Array;
  /** Of the whole matrix. */
  columns: number;
  from: number;
  width: number;
}

/** Turns weights for scaled features into weights for the features themselves: x·w/σ − μ·w/σ. @param weights [F, width] */
function fold({ mean, deviation }: SecondStageWeights, weights: Float32Array, to: Columns): void {
  for (let f = 0; f < mean.length; f++) {
    for (let unit = 0; unit < to.width; unit++) {
      const weight = weights[f * to.width + unit]! / deviation[f]!;
      to.weight[f * to.columns + to.from + unit]! += weight;
      to.bias[to.from + unit]! -= mean[f]! * weight;
    }
  }
}

/** @param wide [n, ΣH1] of all networks @returns [n, 1] */
function scoresOf({ from, width, second, secondBias, last }: Rest, wide: Tensor2D, networks: number): Tensor2D {
  const mine = networks === 1 ? wide : tf.slice(wide, [0, from], [-1, width]);
  const deep: Tensor2D = tf.relu(tf.add(tf.matMul(mine, second), secondBias));
  return tf.matMul(deep, last);
}
