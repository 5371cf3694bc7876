import { priorServes, type StarsConfig } from './config.js';
import { itemServingVectors } from './item-encoder.js';
import type { Parameters } from './parameters.js';
import { type Tensor, tf } from './tf.js';

// A score is one inner product of a stored user with a stored item: everything that acts in the search is a dimension of both.

/**
 * Stored and searched item vectors, [P, servingWidth]: v_j, then −λ·log p_j if the prior serves.
 * @param content From `itemContent`, [P, E + A]. @param prior λ·log p_j of each item; used if the prior serves.
 */
export function storedItemVectors(
  config: StarsConfig,
  parameters: Parameters,
  content: Tensor,
  prior: ArrayLike<number>,
): Tensor {
  const vectors = itemServingVectors(parameters, content);
  if (!priorServes(config)) return vectors;
  const column = Float32Array.from(prior, (x) => -x);
  return tf.concat([vectors, tf.tensor2d(column, [column.length, 1])], 1);
}

/** Stored user vectors, [R, servingWidth]: h [R, s], then 1 if the prior serves. */
export const storedUserVectors = (config: StarsConfig, h: Tensor): Tensor =>
  priorServes(config) ? tf.concat([h, tf.ones([h.shape[0]!, 1])], 1) : h;
