import { describe, expect, it } from 'vitest';
import { smallSpec } from './testing/spec.js';
import { type FeatureValue, UserFeatureEncoder } from './user-encoder-inputs.js';

const encoder = new UserFeatureEncoder(
  smallSpec({
    userNumbers: [
      { name: 'age', mean: 40, deviation: 10 },
      { name: 'visits', mean: 0, deviation: 1 },
    ],
    userCategories: [
      { name: 'segment', values: ['a', 'b'] },
      { name: 'member', values: ['true'] },
    ],
  }),
);

function write(features: Record<string, FeatureValue>) {
  // Not at the start, so that a wrong base is detected.
  const [numbers, rows] = [new Float32Array(5), new Int32Array(5)];
  const known = encoder.write(features, numbers, 2, rows, 3);
  expect([...numbers.slice(0, 2), numbers[4], ...rows.slice(0, 3)]).toEqual([0, 0, 0, 0, 0, 0]);
  return { known, numbers: [...numbers.slice(2, 4)], rows: [...rows.slice(3)] };
}

describe('UserFeatureEncoder', () => {
  it('has a row for absence in every table', () => {
    expect(encoder.categoricalSizes).toEqual([3, 2]);
  });

  it('normalises numbers, clips them, and looks categories up', () => {
    expect(write({ age: 55, visits: 99, segment: 'b', member: true })).toEqual({
      known: true,
      numbers: [1.5, 5],
      rows: [2, 1],
    });
  });

  it.each<[string, Record<string, FeatureValue>, boolean]>([
    ['nothing', {}, false],
    ['unknown names', { shoe: 44 }, false],
    ['unknown values', { segment: 'c', member: false }, false],
    ['a text for a numeric feature', { age: 'old' }, false],
    ['no number', { age: Number.NaN, visits: Number.POSITIVE_INFINITY }, false],
    ['the mean', { age: 40 }, true],
  ])('writes zeros for %s', (_, features, known) => {
    expect(write(features)).toEqual({ known, numbers: [0, 0], rows: [0, 0] });
  });
});
