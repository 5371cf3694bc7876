import {
  type DropoutSeeds,
  dropout,
  feedForward,
  layerNorm,
  type ParameterSpec,
  type Parameters,
  parameter,
  softmaxCrossEntropy,
  type Tensor,
  tf,
} from '@stars/model';
import { denseSpecs, normSpecs, tableSpec } from '../networks/baseline-network.js';
import { gated, ligrFeedForward, ligrSpecs } from './ligr.js';
import type { SasRecSettings } from './settings.js';

const HIDDEN = -1e9;

/** Every trained tensor: item and position tables, then the layers by the names that the model's layers read. */
export function sasRecSpecs(settings: SasRecSettings, items: number): ParameterSpec[] {
  const { width: d, layers, length } = settings;
  return [
    tableSpec('item.weight', [items, d]),
    tableSpec('position.weight', [length, d]),
    ...Array.from({ length: layers }, (_, layer) => [
      ...normSpecs(`layer.${layer}.attention.norm`, d),
      ...denseSpecs(`layer.${layer}.attention.qkv`, d, 3 * d),
      ...denseSpecs(`layer.${layer}.attention.out`, d, d),
      ...normSpecs(`layer.${layer}.feedforward.norm`, d),
      ...(settings.ligr
        ? ligrSpecs(`layer.${layer}`, d)
        : [
            ...denseSpecs(`layer.${layer}.feedforward.in`, d, 4 * d),
            ...denseSpecs(`layer.${layer}.feedforward.out`, 4 * d, d),
          ]),
    ]).flat(),
    ...normSpecs('final.norm', d),
  ];
}

/** Sequences of items, oldest first, padded at their ends: attention is causal and never sees the padding. */
export interface SasRecBatch {
  size: number;
  length: number;
  /** [B·L] */
  items: Int32Array;
}

/** @returns [B·L, d], normalised states. @param seeds present in training, where dropout is on. */
export function encodeSasRec(
  settings: SasRecSettings,
  parameters: Parameters,
  batch: SasRecBatch,
  seeds?: DropoutSeeds,
): Tensor {
  const { size: B, length: L } = batch;
  const { width: d, heads, layers } = settings;
  const p = (name: string): Tensor => parameter(parameters, name);
  const drop = (x: Tensor): Tensor => dropout(x, settings.dropout, seeds);
  const embedded = tf.mul(tf.gather(p('item.weight'), tf.tensor1d(batch.items, 'int32')), Math.sqrt(d));
  const positions = tf.reshape(tf.slice(p('position.weight'), [0, 0], [L, d]), [1, L, d]);
  let x = drop(tf.reshape(tf.add(tf.reshape(embedded, [B, L, d]), positions), [B * L, d]));
  const hidden = Float32Array.from({ length: L * L }, (_, i) => (i % L > Math.floor(i / L) ? HIDDEN : 0));
  const mask = tf.tensor4d(hidden, [1, 1, L, L]);
  const split = (y: Tensor): Tensor => tf.transpose(tf.reshape(y, [B, L, heads, d / heads]), [0, 2, 1, 3]);
  for (let layer = 0; layer < layers; layer++) {
    const at = `layer.${layer}.attention`;
    const normal = layerNorm(x, p(`${at}.norm.gain`), p(`${at}.norm.bias`));
    const qkv = tf.add(tf.matMul(normal as never, p(`${at}.qkv.weight`) as never), p(`${at}.qkv.bias`));
    const [q, k, v] = tf.split(qkv, 3, 1).map((part) => split(part as Tensor)) as [Tensor, Tensor, Tensor];
    const scores = tf.mul(tf.matMul(q, k, false, true), 1 / Math.sqrt(d / heads));
    const weights = drop(tf.softmax(tf.add(scores, mask)));
    const mixed = tf.reshape(tf.transpose(tf.matMul(weights, v), [0, 2, 1, 3]), [B * L, d]);
    const out = tf.add(tf.matMul(mixed as never, p(`${at}.out.weight`) as never), p(`${at}.out.bias`));
    if (settings.ligr) {
      x = gated(parameters, at, x, drop(out));
      x = gated(
        parameters,
        `layer.${layer}.feedforward`,
        x,
        drop(ligrFeedForward(parameters, `layer.${layer}`, x, drop)),
      );
    } else {
      x = tf.add(x, drop(out));
      x = tf.add(x, drop(feedForward(parameters, `layer.${layer}`, x)));
    }
  }
  return layerNorm(x, p('final.norm.gain'), p('final.norm.bias'));
}

/**
 * Mean cross entropy of the next baskets over the whole catalogue, logit = state · item. The items of a basket share its weight.
 * @param rows [N] of the states @param targets [N] items of each basket
 */
export function nextBasketLoss(
  states: Tensor,
  items: Tensor,
  rows: Int32Array,
  targets: readonly Uint32Array[],
): Tensor {
  const n = rows.length;
  const places = targets.flatMap((basket, row) => Array.from(basket, (item) => [row, item]));
  const shares = targets.flatMap((basket) => Array.from(basket, () => 1 / basket.length));
  const op = tf.customGrad((h, v, save) => {
    const [queries, table] = [h as Tensor, v as Tensor];
    const labels = tf.scatterND(tf.tensor2d(places, undefined, 'int32'), tf.tensor1d(shares), [n, table.shape[0]!]);
    const { loss, slope } = softmaxCrossEntropy(tf.matMul(queries as never, table as never, false, true), labels);
    (save as unknown as (tensors: Tensor[]) => void)([slope, queries, table]);
    const gradFunc = (dy: Tensor, saved: Tensor[]): Tensor[] => {
      const [dLogits, hs, vs] = saved as [Tensor, Tensor, Tensor];
      const scale = tf.div(dy, n);
      // (hᵀ·slope)ᵀ, not slopeᵀ·h: the wide operand then streams row by row.
      const dv = tf.transpose(tf.matMul(hs as never, dLogits as never, true, false));
      return [tf.mul(tf.matMul(dLogits as never, vs as never), scale), tf.mul(dv, scale)];
    };
    return { value: tf.mean(loss), gradFunc: gradFunc as never };
  });
  return op(tf.gather(states, tf.tensor1d(rows, 'int32')), items);
}
