import { describe, expect, it } from 'vitest';
import { AdamW } from './adamw.js';
import { oneCycle } from './one-cycle.js';
import type { ParameterSpec } from './parameter-specs.js';
import { createParameters, type Parameters } from './parameters.js';
import { logPopularity } from './popularity-prior.js';
import { tinyConfig } from './testing/tiny-model.js';
import { tf } from './tf.js';

describe('AdamW', () => {
  const options = { beta1: 0.9, beta2: 0.98, epsilon: 1e-8, weightDecay: 0.1, clipNorm: 1 };
  const specs: ParameterSpec[] = [
    { name: 'weight', shape: [2], group: 'decay', deviation: 0 },
    { name: 'bias', shape: [1], group: 'no-decay', deviation: 0 },
    { name: 'delta', shape: [2], group: 'delta', deviation: 0 },
  ];

  it('is standard AdamW: clipped by group, bias-corrected, with decoupled decay on weights only', () => {
    const optimiser = new AdamW(specs, options);
    const parameters: Parameters = new Map([
      ['weight', tf.tensor1d([1, -2])],
      ['bias', tf.tensor1d([0.5])],
      ['delta', tf.tensor1d([0, 0])],
    ]);
    const reference = { x: [1, -2, 0.5], m: [0, 0, 0], v: [0, 0, 0] };
    const steps = [
      [3, 0, 4],
      [0.1, -0.2, 0.3],
    ];
    steps.forEach((gradient, t) => {
      const gradients = new Map([
        ['weight', tf.tensor1d(gradient.slice(0, 2))],
        ['bias', tf.tensor1d(gradient.slice(2))],
        ['delta', tf.tensor1d([1, 1])],
      ]);
      const norms = optimiser.apply(parameters, gradients, 0.01, 0);
      const norm = Math.hypot(...gradient);
      expect(norms[0]).toBeCloseTo(norm, 5);
      gradient.forEach((raw, i) => {
        const g = raw * Math.min(1, 1 / norm);
        reference.m[i] = 0.9 * reference.m[i]! + 0.1 * g;
        reference.v[i] = 0.98 * reference.v[i]! + 0.02 * g * g;
        const step =
          reference.m[i]! / (1 - 0.9 ** (t + 1)) / (Math.sqrt(reference.v[i]! / (1 - 0.98 ** (t + 1))) + 1e-8);
        reference.x[i]! -= 0.01 * step + (i < 2 ? 0.01 * 0.1 * reference.x[i]! : 0);
      });
    });
    const actual = [...parameters.get('weight')!.dataSync(), ...parameters.get('bias')!.dataSync()];
    actual.forEach((value, i) => {
      expect(value).toBeCloseTo(reference.x[i]!, 5);
    });
    expect([...parameters.get('delta')!.dataSync()]).toEqual([0, 0]);
  });

  it('keeps no tensor that it does not need', () => {
    const optimiser = new AdamW(specs, options);
    const parameters: Parameters = new Map(specs.map(({ name, shape }) => [name, tf.zeros(shape)]));
    const gradients = new Map(specs.map(({ name, shape }) => [name, tf.ones(shape)]));
    optimiser.apply(parameters, gradients, 0.01, 0.01);
    const before = tf.memory().numTensors;
    for (let i = 0; i < 3; i++) optimiser.apply(parameters, gradients, 0.01, 0.01);
    expect(tf.memory().numTensors).toBe(before);
  });
});

describe('oneCycle', () => {
  it('rises for a tenth of the steps and falls to its floor', () => {
    const rates = Array.from({ length: 100 }, (_, step) => oneCycle(step, 100, 1));
    expect(rates[9]).toBeCloseTo(1, 10);
    expect(Math.max(...rates)).toBeLessThanOrEqual(1);
    for (let i = 1; i < 10; i++) expect(rates[i]!).toBeGreaterThan(rates[i - 1]!);
    for (let i = 11; i < 100; i++) expect(rates[i]!).toBeLessThan(rates[i - 1]!);
    expect(rates[99]).toBeGreaterThanOrEqual(0.02);
    expect(rates[99]).toBeLessThan(0.03);
  });
});

describe('logPopularity', () => {
  it('is the log of smoothed shares, finite without purchases', () => {
    const log = logPopularity([3, 0, 1], 1);
    [4 / 7, 1 / 7, 2 / 7].forEach((share, i) => {
      expect(log[i]).toBeCloseTo(Math.log(share), 6);
    });
  });
});

describe('createParameters', () => {
  it('gives the same bits for the same seed and others for another', () => {
    const config = tinyConfig();
    const bits = (seed: number): string =>
      JSON.stringify([...createParameters(config, seed)].map(([name, tensor]) => [name, [...tensor.dataSync()]]));
    expect(bits(4)).toBe(bits(4));
    expect(bits(4)).not.toBe(bits(5));
  });

  it('starts δ at zero', () => {
    expect(
      createParameters(tinyConfig(), 1)
        .get('item.delta')!
        .dataSync()
        .every((x) => x === 0),
    ).toBe(true);
  });
});
