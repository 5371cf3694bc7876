import { softmaxCrossEntropy, tf } from '@stars/model';
import { describeStatelessUniform } from '@stars/model/testing/stateless-uniform';
import { beforeAll, describe, expect, it } from 'vitest';
import { startBackend } from './backend.js';

beforeAll(() => {
  expect(startBackend()).toMatchObject({ name: 'cpu' });
});

describeStatelessUniform(startBackend);

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
