import { AGE_SCALE } from './parameter-specs.js';
import { type Parameters, parameter } from './parameters.js';
import { type Tensor, tf } from './tf.js';

/** The items that the user of each of N rows had before, at most M of a row. */
export interface OwnItems {
  /** M. */
  width: number;
  /** [N, M] rows of the step's items, each once a row; -1 for none. */
  rows: Int32Array;
  /** [N, M, K] how much of the item the user had at each age. */
  ages: Float32Array;
}

/** A vector of the user, each with a repeat head of its own. */
export type UserVector = 'next' | 'general';

/** Score of an item that a row does not have. */
const NONE = -1e9;

/** content · w, [P, 1]: what makes an item one to repeat, whoever had it. @param content From `itemContent`, [P, E + A]. */
export const repeatability = (parameters: Parameters, vector: UserVector, content: Tensor): Tensor =>
  tf.matMul(content as never, parameter(parameters, `repeat.${vector}.items`) as never);

/** exp(a_k) of each age, [K, 1]. */
const ageWeights = (parameters: Parameters, vector: UserVector): Tensor =>
  tf.exp(tf.mul(parameter(parameters, `repeat.${vector}.ages`), AGE_SCALE));

/**
 * ρ_j = log Σ_k n_k·exp(a_k) + content_j·w of the items that users had (docs/reference/model-equations.md, Repeat head).
 * @param content Of all items of the step, [P, E + A]. @returns [N, M]
 */
export function repeatLogits(parameters: Parameters, vector: UserVector, content: Tensor, own: OwnItems): Tensor {
  const { width, rows, ages } = own;
  const n = rows.length / width;
  const evidence = tf.matMul(
    tf.tensor2d(ages, [rows.length, ages.length / rows.length]),
    ageWeights(parameters, vector) as never,
  );
  const found = tf.tensor1d(
    rows.map((row) => Math.max(0, row)),
    'int32',
  );
  const logits = tf.add(tf.log(tf.add(evidence, 1e-12)), tf.gather(repeatability(parameters, vector, content), found));
  const absent = tf.tensor2d(
    Float32Array.from(rows, (row) => (row < 0 ? NONE : 0)),
    [n, width],
  );
  return tf.add(tf.reshape(logits, [n, width]), absent);
}
