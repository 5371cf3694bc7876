import type { ItemInputs } from './batch.js';
import type { StarsConfig } from './config.js';
import type { ConstantTensors } from './constant-tensors.js';
import { contentRows } from './layers/content-rows.js';
import type { DropoutSeeds } from './layers/dropout.js';
import { relu } from './layers/relu.js';
import { type Parameters, parameter } from './parameters.js';
import { type Tensor, tf } from './tf.js';

export interface DeltaUse {
  /** Share of items whose δ is dropped, so that content works alone too. */
  dropout: number;
  seeds: DropoutSeeds | undefined;
}

/** An input array as a tensor, cached between calls if it is constant. */
function inputTensor(values: Float32Array, width: number, items: ItemInputs, constants?: ConstantTensors): Tensor {
  const shape: [number, number] = [items.count, width];
  return items.constant && constants ? constants.get(values, shape) : tf.tensor2d(values, shape);
}

/** The input e_i, [P, E]; never trained. */
export const frozenEmbeddings = (config: StarsConfig, items: ItemInputs, constants?: ConstantTensors): Tensor =>
  inputTensor(items.embedding, config.contentWidth, items, constants);

/**
 * [e_i + δ_i ; f_tag(m_i)], [P, E + A] (docs/reference/model-equations.md, Item). Rows with deltaRow -1 have δ = 0: an item that was
 * never a positive has only its content.
 */
export function itemContent(
  config: StarsConfig,
  parameters: Parameters,
  items: ItemInputs,
  delta?: DeltaUse,
  constants?: ConstantTensors,
): Tensor {
  const { count } = items;
  const semantic = config.parts.text
    ? frozenEmbeddings(config, items, constants)
    : tf.zeros([count, config.contentWidth]);
  const attributes = tagAttributes(config, parameters, items, constants);
  if (config.itemCount === 0 || !items.deltaRow.some((row) => row >= 0)) return tf.concat([semantic, attributes], 1);
  const drop = delta?.seeds && delta.dropout > 0 ? { rate: delta.dropout, seed: delta.seeds.next() } : undefined;
  return contentRows(semantic, parameter(parameters, 'item.delta'), items.deltaRow, attributes, drop);
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
    hidden = relu(tf.add(inner, parameter(parameters, 'tag.hidden.bias')));
  }
  return tf.matMul(hidden as never, parameter(parameters, 'tag.weight') as never);
}

/** x_i without context: the item part of a token, [P, d]. */
export const itemTokens = (parameters: Parameters, content: Tensor): Tensor =>
  tf.matMul(content as never, parameter(parameters, 'item.token') as never);

/** v_j, tied to the token through e, δ and f_tag, with a projection of its own: [P, s]. */
export const itemServingVectors = (parameters: Parameters, content: Tensor): Tensor =>
  tf.matMul(content as never, parameter(parameters, 'item.serving') as never);

/** `itemTokens` and `itemServingVectors` of the same items in one product. */
export function itemTokensAndVectors(parameters: Parameters, content: Tensor): { tokens: Tensor; vectors: Tensor } {
  const [token, serving] = [parameter(parameters, 'item.token'), parameter(parameters, 'item.serving')];
  const both = tf.matMul(content as never, tf.concat([token, serving], 1) as never);
  const [tokens, vectors] = tf.split(both as Tensor, [token.shape[1]!, serving.shape[1]!], 1) as [Tensor, Tensor];
  return { tokens, vectors };
}
