import { type Parameters, tf } from '@stars/model';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { initialParameters } from '../networks/baseline-network.js';
import { gated } from './ligr.js';
import { encodeSasRec, nextBasketLoss, sasRecSpecs } from './network.js';
import type { SasRecSettings } from './settings.js';

const settings: SasRecSettings = {
  name: 'SASRec',
  width: 8,
  layers: 2,
  heads: 2,
  dropout: 0.5,
  length: 6,
  learningRate: 1e-3,
  epochs: 1,
};
const ligr: SasRecSettings = { ...settings, name: 'LiGR layers', ligr: true, negatives: 4 };
const ITEMS = 11;

beforeAll(() => tf.setBackend('cpu'));

const close = (a: ArrayLike<number>, b: ArrayLike<number>): void => {
  expect(a.length).toBe(b.length);
  for (let i = 0; i < a.length; i++) expect(Math.abs(a[i]! - b[i]!)).toBeLessThan(1e-5);
};

describe.each([settings, ligr])('encodeSasRec, $name', (chosen) => {
  let parameters: Parameters;
  beforeAll(() => {
    parameters = initialParameters(sasRecSpecs(chosen, ITEMS), 3);
  });
  afterAll(() => tf.dispose([...parameters.values()]));

  const states = (items: number[], length = items.length): Float32Array =>
    tf
      .tidy(() =>
        encodeSasRec(chosen, parameters, { size: items.length / length, length, items: Int32Array.from(items) }),
      )
      .dataSync<'float32'>();

  it('attends to earlier items only', () => {
    const one = states([1, 2, 3, 4, 5]);
    const other = states([1, 2, 3, 9, 8]);
    close(one.subarray(0, 3 * 8), other.subarray(0, 3 * 8));
    expect(Math.abs(one[3 * 8]! - other[3 * 8]!)).toBeGreaterThan(1e-3);
    const earlier = states([7, 2, 3, 4, 5]);
    expect(Math.abs(one[4 * 8]! - earlier[4 * 8]!)).toBeGreaterThan(1e-4);
  });

  it('is the same in a batch and with padding at the end', () => {
    const alone = states([1, 2, 3]);
    const together = states([1, 2, 3, 0, 4, 5, 6, 7], 4);
    close(alone, together.subarray(0, 3 * 8));
  });

  it('gives every parameter a gradient', () => {
    const inputs = [...parameters.values()];
    const batch = { size: 1, length: 4, items: Int32Array.of(1, 2, 3, 4) };
    const weights = tf.randomNormal([4, 8], 0, 1, 'float32', 7);
    const { grads } = tf.engine().gradients(
      () => {
        const given = new Map([...parameters.keys()].map((name, i) => [name, inputs[i]!]));
        return tf.sum(tf.mul(encodeSasRec(chosen, given, batch), weights)).asScalar();
      },
      inputs,
      undefined,
      true,
    );
    for (const [i, name] of [...parameters.keys()].entries()) {
      expect(tf.sum(tf.abs(grads[i]!)).dataSync()[0], name).toBeGreaterThan(0);
    }
  });
});

describe('gated', () => {
  it('is the input and half of the branch without a trained gate', () => {
    const parameters: Parameters = new Map([
      ['a.gate.weight', tf.zeros([2, 2])],
      ['a.gate.bias', tf.zeros([2])],
    ]);
    close(gated(parameters, 'a', tf.tensor2d([[1, 2]]), tf.tensor2d([[4, 6]])).dataSync(), [3, 5]);
  });
});

describe('nextBasketLoss', () => {
  it('is the cross entropy over all items, whose labels are shared by a basket, with its gradients', () => {
    const rows = Int32Array.of(2, 0);
    const targets = [Uint32Array.of(4), Uint32Array.of(10, 0, 3)];
    const h = tf.randomNormal([3, 8], 0, 1, 'float32', 5);
    const v = tf.randomNormal([ITEMS, 8], 0, 1, 'float32', 6);
    const fused = tf.grads((x, y) => nextBasketLoss(x, y, rows, targets).asScalar());
    const labels = tf.tensor2d(
      targets.map((basket) =>
        Array.from({ length: ITEMS }, (_, item) => (basket.includes(item) ? 1 / basket.length : 0)),
      ),
    );
    const plain = (x: tf.Tensor, y: tf.Tensor) => {
      const logits = tf.matMul(tf.gather(x, tf.tensor1d(rows, 'int32')) as tf.Tensor2D, y as tf.Tensor2D, false, true);
      return tf.neg(tf.mean(tf.sum(tf.mul(tf.logSoftmax(logits), labels), 1)));
    };
    close(nextBasketLoss(h, v, rows, targets).dataSync(), plain(h, v).dataSync());
    const [a, b] = [fused([h, v]), tf.grads((x, y) => plain(x!, y!).asScalar())([h, v])];
    close(a[0]!.dataSync(), b[0]!.dataSync());
    close(a[1]!.dataSync(), b[1]!.dataSync());
  });
});
