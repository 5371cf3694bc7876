import { layerNorm, type ParameterSpec, type Parameters, parameter, relu, type Tensor, tf } from '@stars/model';
import { denseSpecs, normSpecs } from '../networks/baseline-network.js';

/** x [n, from] to [n, to]. */
export function dense(parameters: Parameters, name: string, x: Tensor): Tensor {
  const p = (part: string): Tensor => parameter(parameters, `${name}.${part}`);
  return tf.add(tf.matMul(x as never, p('weight') as never), p('bias'));
}

const blockSpecs = (name: string, queries: number, keys: number, width: number): ParameterSpec[] => [
  ...denseSpecs(`${name}.query`, queries, width),
  ...denseSpecs(`${name}.key`, keys, width),
  ...denseSpecs(`${name}.value`, keys, width),
  ...normSpecs(`${name}.mixed`, width),
  ...denseSpecs(`${name}.out`, width, width),
  ...normSpecs(`${name}.norm`, width),
];

export interface SetShape {
  /** Sets. */
  size: number;
  /** Members of each, padding included. */
  length: number;
  heads: number;
  /** [B, 1, 1, S] 0, or a large negative number where a member is padding. */
  hidden: Tensor;
}

/**
 * Attention block of the Set Transformer (Lee and others 2019) with Q queries and K keys a set.
 * @param queries [B·Q, *] @param keys [B·K, *] @param mask [B, 1, 1, K], added to the scores
 * @returns [B·Q, width]
 */
function block(
  parameters: Parameters,
  name: string,
  { queries, keys, mask }: { queries: Tensor; keys: Tensor; mask?: Tensor },
  { size, heads }: SetShape,
): Tensor {
  const q = dense(parameters, `${name}.query`, queries);
  const width = q.shape[1]!;
  const split = (x: Tensor): Tensor => tf.transpose(tf.reshape(x, [size, -1, heads, width / heads]), [0, 2, 1, 3]);
  const [k, v] = [dense(parameters, `${name}.key`, keys), dense(parameters, `${name}.value`, keys)];
  const scores = tf.mul(tf.matMul(split(q), split(k), false, true), 1 / Math.sqrt(width));
  const weights = tf.softmax(mask ? tf.add(scores, mask) : scores);
  const read = tf.reshape(tf.transpose(tf.matMul(weights, split(v)), [0, 2, 1, 3]), [-1, width]);
  const norm = (x: Tensor, part: string): Tensor =>
    layerNorm(x, parameter(parameters, `${name}.${part}.gain`), parameter(parameters, `${name}.${part}.bias`));
  const mixed = norm(tf.add(q, read), 'mixed');
  return norm(tf.add(mixed, relu(dense(parameters, `${name}.out`, mixed))), 'norm');
}

/** The same trained vectors [m, d] for each set: [B·m, d]. */
const repeated = (points: Tensor, size: number): Tensor =>
  tf.reshape(tf.add(tf.expandDims(points, 0), tf.zeros([size, 1, 1])), [-1, points.shape[1]!]);

export const inducedSpecs = (name: string, from: number, width: number, points: number): ParameterSpec[] => [
  { name: `${name}.points`, shape: [points, width], group: 'no-decay', deviation: 1 / Math.sqrt(width) },
  ...blockSpecs(`${name}.gather`, width, from, width),
  ...blockSpecs(`${name}.spread`, from, width, width),
];

/** Induced set attention: trained points read the members [B·S, *], and each member reads the points. */
export function inducedAttention(parameters: Parameters, name: string, members: Tensor, shape: SetShape): Tensor {
  const points = repeated(parameter(parameters, `${name}.points`), shape.size);
  const gathered = { queries: points, keys: members, mask: shape.hidden };
  const read = block(parameters, `${name}.gather`, gathered, shape);
  return block(parameters, `${name}.spread`, { queries: members, keys: read }, shape);
}

export const poolingSpecs = (name: string, width: number): ParameterSpec[] => [
  { name: `${name}.points`, shape: [1, width], group: 'no-decay', deviation: 1 / Math.sqrt(width) },
  ...blockSpecs(`${name}.gather`, width, width, width),
];

/** One vector for each set: [B, width] from the members [B·S, width]. */
export function pooled(parameters: Parameters, name: string, members: Tensor, shape: SetShape): Tensor {
  const point = repeated(parameter(parameters, `${name}.points`), shape.size);
  return block(parameters, `${name}.gather`, { queries: point, keys: members, mask: shape.hidden }, shape);
}
