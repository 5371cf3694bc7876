import type { ItemInputs } from './batch.js';
import type { StarsConfig } from './config.js';
import type { ConstantTensors } from './constant-tensors.js';
import { statelessUniform } from './kernels/uniform.js';
import type { DropoutSeeds } from './layers/dropout.js';
import { type Parameters, parameter } from './parameters.js';
import { type Tensor, tf } from './tf.js';

export interface DeltaUse {
  /** Share of items whose δ is dropped, so that content keeps working alone. */
  dropout: number;
  seeds: DropoutSeeds | undefined;
}

/** An input array as a tensor, kept between calls where it is the same each time. */
function inputTensor(values: Float32Array, width: number, items: ItemInputs, constants?: ConstantTensors): Tensor {
  const shape: [number, number] = [items.count, width];
  return items.constant && constants ? constants.get(values, shape) : tf.tensor2d(values, shape);
}

/** e_i as it came, [P, E]; never trained. */
export const frozenEmbeddings = (config: StarsConfig, items: ItemInputs, constants?: ConstantTensors): Tensor =>
  inputTensor(items.embedding, config.contentWidth, items, constants);

/**
 * [e_i + δ_i ; f_tag(m_i)], [P, E + A] (model.md, section 1). Rows with deltaRow -1 have δ = 0: an item that was
 * never a positive is its content.
 */
export function itemContent(
  config: StarsConfig,
  parameters: Parameters,
  items: ItemInputs,
  delta?: DeltaUse,
  constants?: ConstantTensors,
): Tensor {
  const { count } = items;
  let semantic: Tensor = config.parts.text
    ? frozenEmbeddings(config, items, constants)
    : tf.zeros([count, config.contentWidth]);
  if (config.itemCount > 0 && items.deltaRow.some((row) => row >= 0)) {
    semantic = tf.add(semantic, usedDelta(config, parameters, items, delta));
  }
  return tf.concat([semantic, tagAttributes(config, parameters, items, constants)], 1);
}

/** δ_i of each item, [P, E]; 0 where it has none, or where it is dropped. */
function usedDelta(config: StarsConfig, parameters: Parameters, items: ItemInputs, delta?: DeltaUse): Tensor {
  const { count, deltaRow } = items;
  const table = parameter(parameters, 'item.delta');
  // The catalogue as a whole, each item at its own row, is δ as it stands: no look-up, and none to undo for the gradient.
  const inOrder = count === config.itemCount && deltaRow.every((row, i) => row === i || row < 0);
  const rows = inOrder
    ? table
    : tf.gather(
        table,
        tf.tensor1d(
          deltaRow.map((row) => Math.max(row, 0)),
          'int32',
        ),
      );
  const dropped = delta?.seeds && delta.dropout > 0 ? { seed: delta.seeds.next(), rate: delta.dropout } : undefined;
  if (!dropped && deltaRow.every((row) => row >= 0)) return rows;
  let mask: Tensor = tf.tensor2d(
    Float32Array.from(deltaRow, (row) => (row >= 0 ? 1 : 0)),
    [count, 1],
  );
  if (dropped) {
    const drawn = statelessUniform([count, 1], dropped.seed);
    mask = tf.mul(mask, tf.cast(tf.greaterEqual(drawn, dropped.rate), 'float32'));
  }
  return tf.mul(rows, mask);
}

/** a_i = f_tag(m_i), [P, A]: a linear layer, or two with a ReLU between them. */
function tagAttributes(
  config: StarsConfig,
  parameters: Parameters,
  items: ItemInputs,
  constants?: ConstantTensors,
): Tensor {
  if (config.tagCount === 0) return tf.zeros([items.count, config.tagWidth]);
  let hidden = inputTensor(items.tags, config.tagCount, items, constants);
  if (config.tagHidden > 0) {
    const inner = tf.matMul(hidden as never, parameter(parameters, 'tag.hidden.weight') as never);
    hidden = tf.relu(tf.add(inner, parameter(parameters, 'tag.hidden.bias')));
  }
  return tf.matMul(hidden as never, parameter(parameters, 'tag.weight') as never);
}

/** x_i before context: the item part of a token, [P, d]. */
export const itemTokens = (parameters: Parameters, content: Tensor): Tensor =>
  tf.matMul(content as never, parameter(parameters, 'item.token') as never);

/** v_j, tied to the token through e, δ and f_tag, with a projection of its own: [P, s]. */
export const itemServingVectors = (parameters: Parameters, content: Tensor): Tensor =>
  tf.matMul(content as never, parameter(parameters, 'item.serving') as never);

/** a_j·offset.tags, [P, G]: what is appended to v_j for signals to meet (section 6). */
export function itemSignalDimensions(config: StarsConfig, parameters: Parameters, content: Tensor): Tensor {
  const attributes = tf.slice(content, [0, config.contentWidth], [-1, config.tagWidth]);
  return tf.matMul(attributes as never, parameter(parameters, 'offset.tags') as never);
}
