import type { SequenceBatch } from './batch.js';
import { ALL_PARTS, type ModelParts, type StarsConfig } from './config.js';
import { type AttentionFrame, attention } from './layers/attention.js';
import { type DropoutSeeds, dropout } from './layers/dropout.js';
import { feedForward } from './layers/feed-forward.js';
import { layerNorm } from './layers/layer-norm.js';
import { type Parameters, parameter } from './parameters.js';
import { type Tensor, tf } from './tf.js';
import { userToken } from './user-token.js';

const HIDDEN = -1e9;
/** log1p of a year in hours: the scale that makes a year's gap 1. */
const YEAR = Math.log1p(24 * 365);

/**
 * Visibility: an item sees [USER], its own basket and earlier ones; a copy sees [USER], the items before its cut
 * and itself; nobody sees a copy. Hence no output depends on anything later than itself (model.md, section 3).
 * Without the part `user` nobody sees [USER]; without `recency` all are equally far.
 */
export function attentionFrame(
  batch: SequenceBatch,
  parts: Pick<ModelParts, 'user' | 'recency'> = ALL_PARTS,
): AttentionFrame {
  const { size: B, length: L, cuts: K } = batch;
  const queries = L + K;
  // As floats: indices below 2^24 are exact, and mixing in a plain number would convert them anyway.
  const itemBasket = tf.tensor2d(Float32Array.from(batch.basket), [B, L]);
  const keyItems = tf.reshape(itemBasket, [B, 1, 1, L]);
  const lastSeen = tf.concat([itemBasket, tf.sub(tf.tensor2d(Float32Array.from(batch.cutBasket), [B, K]), 1)], 1);
  const seesItem = tf.greaterEqual(tf.reshape(lastSeen, [B, 1, queries, 1]), keyItems);
  // A padded query sees its own padding, never a row of nothing: softmax stays finite and nobody reads it.
  const toItems = tf.mul(tf.cast(tf.logicalNot(seesItem), 'float32'), HIDDEN);
  const selfOnly = new Float32Array(queries * K).fill(HIDDEN);
  for (let k = 0; k < K; k++) selfOnly[(L + k) * K + k] = 0;
  const toCopies = tf.tile(tf.tensor4d(selfOnly, [1, 1, queries, K]), [B, 1, 1, 1]);
  const toUser = parts.user ? tf.zeros([B, 1, queries, 1]) : tf.fill([B, 1, queries, 1], HIDDEN);
  const mask = tf.concat([toUser, toItems, toCopies], 3);
  if (!parts.recency) return { mask, gap: tf.zeros(mask.shape) };

  const hours = tf.concat([tf.tensor2d(batch.hours, [B, L]), tf.tensor2d(batch.cutHours, [B, K])], 1);
  const between = tf.abs(tf.sub(tf.reshape(hours, [B, 1, queries, 1]), tf.reshape(hours, [B, 1, 1, queries])));
  const gap = tf.concat([tf.zeros([B, 1, queries, 1]), tf.div(tf.log1p(between), YEAR)], 3);
  return { mask, gap };
}

export interface EncoderOutput {
  /** [B·L, d], normalised states of the items. */
  items: Tensor;
  /** [B·K, d], normalised states of the copies of [USER]. */
  copies: Tensor;
}

/**
 * @param tokens [P, d], the item part of every token of the call (`itemTokens`).
 * @param seeds Present in training, where dropout is on.
 */
export function encode(
  config: StarsConfig,
  parameters: Parameters,
  tokens: Tensor,
  batch: SequenceBatch,
  seeds?: DropoutSeeds,
): EncoderOutput {
  const { size: B, length: L, cuts: K } = batch;
  const { width: d, heads } = config;
  if (L > config.maxLength) throw new RangeError(`a sequence of ${L} items is longer than ${config.maxLength}`);
  let x = tf.gather(tokens, tf.tensor1d(batch.item, 'int32'));
  if (config.sideWidth > 0) {
    const side = tf.tensor2d(batch.side, [B * L, config.sideWidth]);
    x = tf.add(x, tf.matMul(side, parameter(parameters, 'side.weight') as never));
  }
  x = tf.reshape(x, [B, L, d]);
  if (config.parts.position) {
    const positions = tf.slice(parameter(parameters, 'position.weight'), [0, 0], [L, d]);
    x = tf.add(x, tf.reshape(positions, [1, L, d]));
  }
  const user = userToken(config, parameters, batch);
  const copies = tf.tile(tf.reshape(user, [B, 1, d]), [1, K, 1]);
  const queries = L + K;
  let state = dropout(tf.reshape(tf.concat([x, copies], 1), [B * queries, d]), config.dropout, seeds);
  const frame = attentionFrame(batch, config.parts);
  const shape = { batch: B, queries, width: d, heads, dropout: config.attentionDropout };
  for (let layer = 0; layer < config.layers; layer++) {
    const prefix = `layer.${layer}`;
    state = tf.add(
      state,
      dropout(attention(parameters, prefix, state, user, frame, shape, seeds), config.dropout, seeds),
    );
    state = tf.add(state, dropout(feedForward(parameters, prefix, state), config.dropout, seeds));
  }
  const normal = tf.reshape(
    layerNorm(state, parameter(parameters, 'final.norm.gain'), parameter(parameters, 'final.norm.bias')),
    [B, queries, d],
  );
  return {
    items: tf.reshape(tf.slice(normal, [0, 0, 0], [-1, L, -1]), [B * L, d]),
    copies: tf.reshape(tf.slice(normal, [0, L, 0], [-1, K, -1]), [B * K, d]),
  };
}

/** h_next = P_next · H of the given rows of the items' states, [N, s]. */
export const nextVectors = (parameters: Parameters, items: Tensor, rows: Int32Array): Tensor =>
  tf.matMul(tf.gather(items, tf.tensor1d(rows, 'int32')) as never, parameter(parameters, 'head.next') as never);

/** h_gen = P_gen · H of the given rows of the copies' states, [M, s]. */
export const generalVectors = (parameters: Parameters, copies: Tensor, rows: Int32Array): Tensor =>
  tf.matMul(tf.gather(copies, tf.tensor1d(rows, 'int32')) as never, parameter(parameters, 'head.general') as never);
