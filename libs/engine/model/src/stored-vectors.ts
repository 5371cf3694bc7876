import { priorServes, type StarsConfig } from './config.js';
import { itemServingVectors, itemSignalDimensions } from './item-encoder.js';
import type { Parameters } from './parameters.js';
import { type Tensor, tf } from './tf.js';

// A score is one inner product of a stored user with a stored item: everything that acts in the search is a dimension of both.

/**
 * Stored and searched item vectors, [P, servingWidth]: v_j, then −λ·log p_j if the prior serves, then the dimensions for
 * the effect of signals on the item's tags.
 * @param content From `itemContent`, [P, E + A]. @param prior λ·log p_j of each item; used if the prior serves.
 */
export function storedItemVectors(
  config: StarsConfig,
  parameters: Parameters,
  content: Tensor,
  prior: ArrayLike<number>,
): Tensor {
  const parts = [itemServingVectors(parameters, content)];
  if (priorServes(config)) {
    parts.push(
      tf.tensor2d(
        Float32Array.from(prior, (x) => -x),
        [content.shape[0]!, 1],
      ),
    );
  }
  if (config.signalDimensions > 0) parts.push(itemSignalDimensions(config, parameters, content));
  return parts.length > 1 ? tf.concat(parts, 1) : parts[0]!;
}

/** Stored user vectors, [R, servingWidth]: h [R, s], then 1 for the prior, then zeros, which a request's signals replace. */
export function storedUserVectors(config: StarsConfig, h: Tensor): Tensor {
  const rows = h.shape[0]!;
  const parts = [h];
  if (priorServes(config)) parts.push(tf.ones([rows, 1]));
  if (config.signalDimensions > 0) parts.push(tf.zeros([rows, config.signalDimensions]));
  return parts.length > 1 ? tf.concat(parts, 1) : h;
}
