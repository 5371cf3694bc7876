import { expect, it } from 'vitest';
import { scaleFeatures } from './scale-features.js';
import type { SecondStageExample } from './second-stage-examples.js';

it('scales each feature by all candidates, and does not blow up one that hardly changes', () => {
  const of = (...rows: number[][]): SecondStageExample => ({
    features: Float16Array.from(rows.flat()),
    purchased: Int32Array.of(0),
    candidates: rows.length,
  });
  const examples = [of([1, 0, 5, 1000], [3, 0, 5, 1000]), of([5, 0, 5, 1000], [7, 2 ** -7, 5, 1000.5])];
  const { mean, deviation } = scaleFeatures(examples, 4);
  expect([...mean]).toEqual([4, 2 ** -9, 5, 1000.125].map(Math.fround));
  const expected = [Math.sqrt(5), 0.05, 0.05, Math.sqrt(3) / 8];
  deviation.forEach((x, f) => {
    expect(x).toBeCloseTo(expected[f]!, 6);
  });
  const scaled = examples.flatMap(({ features }) => [...features].filter((_, at) => at % 4 === 0));
  [-3, -1, 1, 3].forEach((x, row) => {
    expect(scaled[row]).toBeCloseTo(x / Math.sqrt(5), 2);
  });
});
