import { softmaxCrossEntropy, statelessUniform, tf } from '@stars/model';
import { beforeAll, describe, expect, it } from 'vitest';
import { startBackend } from './backend.js';

beforeAll(() => {
  expect(startBackend()).toMatchObject({ name: 'cpu' });
});

describe('statelessUniform on the native backend', () => {
  const draw = (shape: number[], seed: number): Float32Array => statelessUniform(shape, seed).dataSync<'float32'>();

  it('is uniform in [0, 1)', () => {
    const numbers = draw([100, 200], 7);
    const mean = numbers.reduce((sum, x) => sum + x, 0) / numbers.length;
    const variance = numbers.reduce((sum, x) => sum + (x - mean) ** 2, 0) / numbers.length;
    expect(Math.abs(mean - 1 / 2)).toBeLessThan(6 * Math.sqrt(1 / 12 / numbers.length));
    expect(Math.abs(variance - 1 / 12)).toBeLessThan(6 * Math.sqrt(1 / 180 / numbers.length));
    expect(Math.min(...numbers)).toBeGreaterThanOrEqual(0);
    expect(Math.max(...numbers)).toBeLessThan(1);
  });

  it('is a function of the seed, whatever was drawn before', () => {
    expect(statelessUniform([3, 1, 5], 1).shape).toEqual([3, 1, 5]);
    const first = [...draw([50], 3)];
    draw([7], 9);
    expect([...draw([50], 3)]).toEqual(first);
    for (const seed of [4, -3, 2 ** 32 - 1]) expect([...draw([50], seed)]).not.toEqual(first);
  });
});

describe('softmaxCrossEntropy on the native backend', () => {
  it('has the loss and the slope of the definition', () => {
    const logits = tf.tensor2d([1, -2, 0.5, 100, 100, -100], [2, 3]);
    const labels = tf.tensor2d([0, 0.5, 0.5, 1, 0, 0], [2, 3]);
    const [loss, slope] = softmaxCrossEntropy(logits, labels);
    const logSoftmax = tf.logSoftmax(logits);
    const expectedLoss = tf.neg(tf.sum(tf.mul(labels, logSoftmax), 1)).dataSync();
    const expectedSlope = tf.sub(tf.exp(logSoftmax), labels).dataSync();
    loss.dataSync().forEach((x, i) => void expect(x).toBeCloseTo(expectedLoss[i]!, 4));
    slope.dataSync().forEach((x, i) => void expect(x).toBeCloseTo(expectedSlope[i]!, 5));
    expect(loss.dataSync()[1]).toBeCloseTo(Math.LN2, 4);
  });
});
