import { describe, expect, it } from 'vitest';
import {
  computedResults,
  computedTraining,
  disagreements,
  expectedResults,
  expectedTraining,
  loadReference,
  loadReferenceTraining,
  referenceCases,
} from './testing/index.js';
import { tf } from './tf.js';

describe('the forward pass, the loss and every gradient agree with the reference', () => {
  const cases = referenceCases();

  it('covers every part of the loss', () => {
    const losses = cases.flatMap((name) => [...loadReference(name).outputs.keys()]);
    for (const part of ['next', 'general', 'negative', 'auxiliary']) {
      expect(losses).toContain(`loss.${part}`);
    }
  });

  it.each(cases)('%s', (name) => {
    const reference = loadReference(name);
    expect([...reference.gradients.keys()].sort()).toEqual([...reference.parameters.keys()].sort());
    expect(disagreements(expectedResults(reference), computedResults(reference))).toEqual([]);
  });
});

describe('some steps of training on every part of the loss', () => {
  it('agree with AdamW of the reference: loss and gradient norm of each, and every parameter after the last', () => {
    const reference = loadReferenceTraining('everything');
    const { steps, clipNorm, trained, parameters } = reference;
    expect(steps.some(({ gradientNorm }) => gradientNorm > clipNorm)).toBe(true);
    for (const [name, values] of trained) {
      const start = parameters.get(name)!.dataSync() as Float32Array;
      expect(Math.max(...values.map((x, i) => Math.abs(x - start[i]!))), name).toBeGreaterThan(1e-3);
    }
    expect(disagreements(expectedTraining(reference), computedTraining(reference))).toEqual([]);
  });

  it('disagree if the optimiser decays more', () => {
    const reference = loadReferenceTraining('everything');
    const results = computedTraining({ ...reference, weightDecay: 1.5 * reference.weightDecay });
    expect(disagreements(expectedTraining(reference), results)).not.toEqual([]);
  });
});

describe('the comparison can fail', () => {
  const reference = loadReference('everything');
  const expected = expectedResults(reference);
  const results = computedResults(reference);

  it.each([...expected.keys()])('on the stored %s', (name) => {
    const damaged = expected.get(name)!.slice();
    damaged[0]! += 2e-4 * (1 + Math.abs(damaged[0]!));
    expect(disagreements(new Map(expected).set(name, damaged), results)).toEqual([
      expect.stringContaining(`${name}: `),
    ]);
  });

  it('on a result that is missing, too short or NaN', () => {
    const others = [...results].filter(([name]) => name !== 'v');
    const v = results.get('v')!;
    for (const damaged of [v.slice(1), v.map(() => Number.NaN)]) {
      expect(disagreements(expected, new Map([...others, ['v', damaged]]))).toHaveLength(1);
    }
    expect(disagreements(expected, new Map(others))).toEqual(['v: no numbers']);
  });

  it.each([...reference.parameters.keys()])('on a value of %s', (name) => {
    const tensor = reference.parameters.get(name)!;
    const gradient = reference.gradients.get(name)!;
    // Only where the loss depends on it: an unused row of a table may have any value.
    const at = gradient.reduce((best, x, i) => (Math.abs(x) > Math.abs(gradient[best]!) ? i : best), 0);
    expect(Math.abs(gradient[at]!)).toBeGreaterThan(1e-4);
    const changed = Float32Array.from(tensor.dataSync() as Float32Array);
    changed[at]! += 0.01;
    const parameters = new Map(reference.parameters).set(name, tf.tensor(changed, tensor.shape));
    expect(disagreements(expected, computedResults({ ...reference, parameters }))).not.toEqual([]);
  });
});
