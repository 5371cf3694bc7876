import type { ItemInputs } from './batch.js';
import type { StarsConfig } from './config.js';
import { statelessUniform } from './kernels/uniform.js';
import type { DropoutSeeds } from './layers/dropout.js';
import { type Parameters, parameter } from './parameters.js';
import { type Tensor, tf } from './tf.js';

export interface DeltaUse {
  /** Share of items whose δ is dropped, so that content keeps working alone. */
  dropout: number;
  seeds: DropoutSeeds | undefined;
}

/**
 * [e_i + δ_i ; f_tag(m_i)], [P, E + A] (model.md, section 1). Rows with deltaRow -1 have δ = 0: an item that was
 * never a positive is its content.
 */
export function itemContent(config: StarsConfig, parameters: Parameters, items: ItemInputs, delta?: DeltaUse): Tensor {
  const { count } = items;
  let semantic: Tensor = tf.tensor2d(items.embedding, [count, config.contentWidth]);
  if (config.itemCount > 0 && items.deltaRow.some((row) => row >= 0)) {
    const rows = tf.tensor1d(
      items.deltaRow.map((row) => Math.max(row, 0)),
      'int32',
    );
    let mask: Tensor = tf.tensor2d(
      Float32Array.from(items.deltaRow, (row) => (row >= 0 ? 1 : 0)),
      [count, 1],
    );
    if (delta?.seeds && delta.dropout > 0) {
      mask = tf.mul(
        mask,
        tf.cast(tf.greaterEqual(statelessUniform([count, 1], delta.seeds.next()), delta.dropout), 'float32'),
      );
    }
    semantic = tf.add(semantic, tf.mul(tf.gather(parameter(parameters, 'item.delta'), rows), mask));
  }
  if (config.tagCount === 0) return tf.concat([semantic, tf.zeros([count, config.tagWidth])], 1);
  const tags = tf.tensor2d(items.tags, [count, config.tagCount]);
  const attribute = tf.matMul(tags, parameter(parameters, 'tag.weight') as never);
  return tf.concat([semantic, attribute], 1);
}

/** x_i before context: the item part of a token, [P, d]. */
export const itemTokens = (parameters: Parameters, content: Tensor): Tensor =>
  tf.matMul(content as never, parameter(parameters, 'item.token') as never);

/** v_j, tied to the token through e, δ and f_tag, with a projection of its own: [P, s]. */
export const itemServingVectors = (parameters: Parameters, content: Tensor): Tensor =>
  tf.matMul(content as never, parameter(parameters, 'item.serving') as never);
