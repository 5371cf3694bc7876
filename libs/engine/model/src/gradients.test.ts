import { describe, expect, it } from 'vitest';
import { candidateSoftmax } from './candidate-loss.js';
import { layerNorm } from './layers/layer-norm.js';
import { objective } from './objective.js';
import { createParameters, type Parameters } from './parameters.js';
import { expectGradient, normal } from './testing/central-differences.js';
import { tinyBatch, tinyConfig, tinyItems, tinySequence } from './testing/tiny-model.js';
import { type Tensor, tf } from './tf.js';
import type { TrainingBatch } from './training-batch.js';

describe('hand-written gradients agree with central differences', () => {
  it('of layer normalisation, in its input, gain and bias', () => {
    const [x, gain, bias, weight] = [normal([5, 8], 1), normal([8], 2), normal([8], 3), normal([5, 8], 4)];
    const loss = (a: Tensor, g: Tensor, b: Tensor): Tensor => tf.sum(tf.mul(layerNorm(a, g, b), weight));
    expectGradient((a) => loss(a, gain, bias), x);
    expectGradient((g) => loss(x, g, bias), gain);
    expectGradient((b) => loss(x, gain, b), bias);
  });

  it('of the candidate softmax, in queries and items', () => {
    const [h, v, offset] = [normal([3, 6], 5), normal([7, 6], 6), normal([7], 7)];
    const targets = {
      rows: 3,
      pairs: Int32Array.of(0, 2, 0, 5, 1, 1, 2, 6),
      weights: Float32Array.of(0.5, 0.5, 1, 1),
    };
    expectGradient((x) => candidateSoftmax(x, v, offset, targets), h);
    expectGradient((x) => candidateSoftmax(h, x, offset, targets), v);
  });
});

describe('candidateSoftmax', () => {
  it('is the mean cross entropy of the logits h·v − offset', () => {
    const h = tf.tensor2d([1, 0, 0, 2], [2, 2]);
    const v = tf.tensor2d([1, 1, 0, 1, 2, 0], [3, 2]);
    const offset = tf.tensor1d([0.5, 0, 0.1]);
    const targets = { rows: 2, pairs: Int32Array.of(0, 0, 1, 1, 1, 2), weights: Float32Array.of(1, 0.5, 0.5) };
    const logits = [
      [0.5, 0, 1.9],
      [1.5, 2, -0.1],
    ];
    const logSoftmax = logits.map((row) => {
      const total = Math.log(row.reduce((sum, x) => sum + Math.exp(x), 0));
      return row.map((x) => x - total);
    });
    const expected = -(logSoftmax[0]![0]! + 0.5 * logSoftmax[1]![1]! + 0.5 * logSoftmax[1]![2]!) / 2;
    expect(candidateSoftmax(h, v, offset, targets).dataSync()[0]).toBeCloseTo(expected, 5);
  });
});

describe('objective', () => {
  const config = tinyConfig();
  const batch: TrainingBatch = {
    sequences: tinyBatch(config, [tinySequence()], 6),
    items: tinyItems(config),
    candidates: config.itemCount,
    offset: new Float32Array(config.itemCount),
    nextRows: Int32Array.of(1, 2, 4),
    nextTargets: { rows: 3, pairs: Int32Array.of(0, 4, 1, 7, 1, 2, 2, 9), weights: Float32Array.of(1, 0.5, 0.5, 1) },
    generalRows: Int32Array.of(0, 1),
    generalTargets: { rows: 2, pairs: Int32Array.of(0, 4, 1, 9), weights: Float32Array.of(1, 1) },
  };
  const start = createParameters(config, 3);
  const parameters: Parameters = new Map(
    [...start].map(([name, tensor], i) => [name, tf.add(tensor, normal(tensor.shape, 100 + i, 0.2))]),
  );
  const lossWith = (name: string, value: Tensor): Tensor =>
    objective(config, new Map(parameters).set(name, value), batch, { generalWeight: 0.5, deltaDropout: 0 }).total;

  it.each([...parameters.keys()])('has the gradient of central differences in %s', (name) => {
    expectGradient((x) => lossWith(name, x), parameters.get(name)!, 0.02);
  });

  it('is next plus weighted general', () => {
    const { total, next, general } = objective(config, parameters, batch, { generalWeight: 0.5, deltaDropout: 0 });
    expect(total.dataSync()[0]).toBeCloseTo(next.dataSync()[0]! + 0.5 * general.dataSync()[0]!, 5);
  });

  it('gives no gradient and no effect to the δ of an item below the threshold', () => {
    const masked = { ...batch, items: { ...batch.items, deltaRow: batch.items.deltaRow.slice().fill(-1, 9) } };
    const loss = (delta: Tensor): Tensor =>
      objective(config, new Map(parameters).set('item.delta', delta), masked, { generalWeight: 1, deltaDropout: 0 })
        .total;
    const gradient = tf
      .grad(loss as never)(parameters.get('item.delta') as never)
      .arraySync() as unknown as number[][];
    expect(
      gradient
        .slice(9)
        .flat()
        .every((x) => x === 0),
    ).toBe(true);
    expect(
      gradient
        .slice(0, 9)
        .flat()
        .some((x) => Math.abs(x) > 1e-6),
    ).toBe(true);
  });
});
