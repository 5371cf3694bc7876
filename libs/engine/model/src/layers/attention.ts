import { type Parameters, parameter } from '../parameters.js';
import { type Tensor, type Tensor4D, tf } from '../tf.js';
import { withGradient } from '../with-gradient.js';
import type { AttentionFrame } from './attention-frame.js';
import { type DropoutSeeds, dropout } from './dropout.js';
import { layerNorm } from './layer-norm.js';

export interface AttentionShape {
  batch: number;
  /** Queries: items and read-only copies of [USER]. */
  queries: number;
  width: number;
  heads: number;
  dropout: number;
}

/** [n·length, width] to [n, heads, length, width / heads]. */
function split(x: Tensor, batch: number, length: number, heads: number): Tensor4D {
  const size = x.shape[1]! / heads;
  return tf.transpose(tf.reshape(x, [batch, length, heads, size]), [0, 2, 1, 3]) as Tensor4D;
}

/** softmax(x) over the last axis with its two-op gradient. */
const softmax = (x: Tensor): Tensor =>
  withGradient([x], () => {
    const value = tf.softmax(x);
    const gradient = (dy: Tensor, [p]: Tensor[]): Tensor[] => {
      const weighted = tf.mul(dy, p!);
      return [tf.sub(weighted, tf.mul(p!, tf.sum(weighted, -1, true)))];
    };
    return { value, kept: [value], gradient };
  });

/**
 * Pre-norm multi-head attention (docs/reference/model-equations.md, Sequence). `state` [B·Q, d] are items and copies; `user` [B, d] is
 * [USER]'s input: each layer makes its key and value from it again, so no item's future reaches it.
 * Per head, the score gains a learned function of the time between the two: c₁·g + c₂·g².
 */
export function attention(
  parameters: Parameters,
  prefix: string,
  state: Tensor,
  user: Tensor,
  frame: AttentionFrame,
  shape: AttentionShape,
  seeds: DropoutSeeds | undefined,
): Tensor {
  const { batch, queries, width, heads } = shape;
  const p = (name: string): Tensor => parameter(parameters, `${prefix}.attention.${name}`);
  const normal = (x: Tensor): Tensor => layerNorm(x, p('norm.gain'), p('norm.bias'));
  const all = tf.reshape(
    tf.concat([tf.reshape(normal(user), [batch, 1, width]), tf.reshape(normal(state), [batch, queries, width])], 1),
    [batch * (queries + 1), width],
  );
  const qkv = tf.add(tf.matMul(all as never, p('qkv.weight') as never), p('qkv.bias'));
  const [q, k, v] = tf.split(qkv, 3, 1) as [Tensor, Tensor, Tensor];
  const keys = queries + 1;
  const query = tf.slice(split(q, batch, keys, heads), [0, 0, 1, 0], [-1, -1, queries, -1]);
  const scores = tf.mul(tf.matMul(query, split(k, batch, keys, heads), false, true), 1 / Math.sqrt(width / heads));
  const [linear, square] = tf.split(tf.reshape(p('time'), [2, heads, 1, 1]), 2, 0) as [Tensor, Tensor];
  const timed = tf.add(scores, tf.mul(frame.gap, tf.add(linear, tf.mul(square, frame.gap))));
  const weights = dropout(softmax(tf.add(timed, frame.mask)), shape.dropout, seeds);
  const mixed = tf.reshape(tf.transpose(tf.matMul(weights, split(v, batch, keys, heads)), [0, 2, 1, 3]), [
    batch * queries,
    width,
  ]);
  return tf.add(tf.matMul(mixed as never, p('out.weight') as never), p('out.bias'));
}
