import type { SequenceBatch } from './batch.js';
import type { StarsConfig } from './config.js';
import { type Parameters, parameter } from './parameters.js';
import { type Tensor, tf } from './tf.js';

/**
 * The [USER] token's input, [B, d] (docs/reference/model-equations.md, Sequence): numbers through a linear layer, categoricals through
 * small tables, concatenated and projected. Without any feature: a learned default.
 */
export function userToken(config: StarsConfig, parameters: Parameters, batch: SequenceBatch): Tensor {
  const { size } = batch;
  const fallback = tf.reshape(parameter(parameters, 'user.default'), [1, config.width]);
  const parts: Tensor[] = [];
  if (config.userNumericCount > 0) {
    const numbers = tf.tensor2d(batch.userNumeric, [size, config.userNumericCount]);
    parts.push(tf.matMul(numbers, parameter(parameters, 'user.numeric') as never));
  }
  const columns = config.userCategoricalSizes.length;
  for (let c = 0; c < columns; c++) {
    const rows = Int32Array.from({ length: size }, (_, b) => batch.userCategorical[b * columns + c]!);
    parts.push(tf.gather(parameter(parameters, `user.categorical.${c}`), tf.tensor1d(rows, 'int32')));
  }
  // Not tf.tile: its gradient is a slice and a sum for each repetition.
  if (parts.length === 0) return tf.add(tf.zeros([size, config.width]), fallback);
  const known = tf.tensor2d(batch.userKnown, [size, 1]);
  const projected = tf.matMul(tf.concat(parts, 1) as never, parameter(parameters, 'user.project') as never);
  return tf.add(tf.mul(projected, known), tf.mul(fallback, tf.sub(1, known)));
}
