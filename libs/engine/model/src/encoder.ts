import type { SequenceBatch } from './batch.js';
import type { StarsConfig } from './config.js';
import { type DropoutSeeds, dropout } from './layers/dropout.js';
import { layerNorm } from './layers/layer-norm.js';
import { transformer } from './layers/transformer.js';
import { type Parameters, parameter } from './parameters.js';
import { type Tensor, tf } from './tf.js';
import { userToken } from './user-token.js';

export interface EncoderOutput {
  /** [B·L, d], normalised states of the items. */
  items: Tensor;
  /** [B·K, d], normalised states of the copies of [USER]. */
  copies: Tensor;
}

/**
 * @param tokens [P, d], the item part of every token of the call (`itemTokens`).
 * @param seeds Present only in training: turns dropout on.
 */
export function encode(
  config: StarsConfig,
  parameters: Parameters,
  tokens: Tensor,
  batch: SequenceBatch,
  seeds?: DropoutSeeds,
): EncoderOutput {
  const { size: B, length: L, cuts: K } = batch;
  const { width: d } = config;
  const { state, user } = inputs(config, parameters, tokens, batch, seeds);
  const normal = tf.reshape(finalNorm(parameters, transformer(config, parameters, state, user, batch, seeds)), [
    B,
    L + K,
    d,
  ]);
  return {
    items: tf.reshape(tf.slice(normal, [0, 0, 0], [-1, L, -1]), [B * L, d]),
    copies: tf.reshape(tf.slice(normal, [0, L, 0], [-1, K, -1]), [B * K, d]),
  };
}

/** Inputs of the first layer: items and copies [B·(L + K), d], and [USER] [B, d]. */
function inputs(
  config: StarsConfig,
  parameters: Parameters,
  tokens: Tensor,
  batch: SequenceBatch,
  seeds: DropoutSeeds | undefined,
): { state: Tensor; user: Tensor } {
  const { size: B, length: L, cuts: K } = batch;
  const { width: d } = config;
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
  const start = tf.reshape(tf.concat([x, copies], 1), [B * (L + K), d]);
  return { state: dropout(start, config.dropout, seeds), user };
}

const finalNorm = (parameters: Parameters, state: Tensor): Tensor =>
  layerNorm(state, parameter(parameters, 'final.norm.gain'), parameter(parameters, 'final.norm.bias'));

/** h_next = P_next · H of the given rows of the items' states, [N, s]. */
export const nextVectors = (parameters: Parameters, items: Tensor, rows: Int32Array): Tensor =>
  tf.matMul(tf.gather(items, tf.tensor1d(rows, 'int32')) as never, parameter(parameters, 'head.next') as never);

/** h_gen = P_gen · H of the given rows of the copies' states, [M, s]. */
export const generalVectors = (parameters: Parameters, copies: Tensor, rows: Int32Array): Tensor =>
  tf.matMul(tf.gather(copies, tf.tensor1d(rows, 'int32')) as never, parameter(parameters, 'head.general') as never);
