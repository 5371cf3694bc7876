import { type Parameters, parameter, tf } from '@stars/model';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createSasRec, encodeSasRec, nextBasketLoss } from './network.js';
import type { SasRecSettings } from './settings.js';

const settings: SasRecSettings = {
  name: 'test',
  width: 8,
  layers: 2,
  heads: 2,
  dropout: 0.5,
  length: 6,
  learningRate: 1e-3,
  epochs: 1,
};
const ITEMS = 11;

let parameters: Parameters;
beforeAll(async () => {
  await tf.setBackend('cpu');
  parameters = createSasRec(settings, ITEMS, 3);
});
afterAll(() => tf.dispose([...parameters.values()]));

const states = (items: number[], length = items.length): Float32Array =>
  tf
    .tidy(() =>
      encodeSasRec(settings, parameters, { size: items.length / length, length, items: Int32Array.from(items) }),
    )
    .dataSync<'float32'>();

const close = (a: ArrayLike<number>, b: ArrayLike<number>): void => {
  expect(a.length).toBe(b.length);
  for (let i = 0; i < a.length; i++) expect(Math.abs(a[i]! - b[i]!)).toBeLessThan(1e-5);
};

describe('encodeSasRec', () => {
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
});

describe('nextBasketLoss', () => {
  it('is the cross entropy over all items, whose labels are shared by a basket, with its gradients', () => {
    const rows = Int32Array.of(2, 0);
    const targets = [Uint32Array.of(4), Uint32Array.of(10, 0, 3)];
    const h = tf.randomNormal([3, 8], 0, 1, 'float32', 5);
    const v = parameter(parameters, 'item.weight');
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
