import { describe, expect, it } from 'vitest';
import { CATEGORY_VALUES, categories, inputsOf, numberScale } from './feature-spec.js';

describe('numberScale', () => {
  it('takes mean and deviation of the finite numbers', () => {
    expect(numberScale('x', [2, 4, Number.NaN, 4, 4, 5, 5, 7, 9, Number.POSITIVE_INFINITY])).toEqual({
      name: 'x',
      mean: 5,
      deviation: 2,
    });
  });

  it.each([[[]], [[3, 3, 3]], [[0.1, 0.1, 0.1]], [[1e9 + 0.1, 1e9 + 0.1, 1e9 + 0.1]], [[Number.NaN]]])(
    'has deviation 1 for %j, so that another value does not become huge',
    (numbers) => {
      expect(numberScale('x', numbers).deviation).toBe(1);
    },
  );
});

describe('categories', () => {
  it('puts the most frequent first, ties by name', () => {
    expect(categories('c', ['b', 'z', 'a', 'z']).values).toEqual(['z', 'a', 'b']);
  });

  it('keeps a bounded number', () => {
    const values = Array.from({ length: CATEGORY_VALUES + 5 }, (_, i) => `v${i}`);
    const kept = categories('c', [...values, 'v1004', 'v1004']).values;
    expect(kept.length).toBe(CATEGORY_VALUES);
    expect(kept[0]).toBe('v1004');
  });
});

describe('inputsOf', () => {
  it('scales values that are always numbers, and looks up all others', () => {
    const inputs = inputsOf(
      new Map<string, (number | string | boolean)[]>([
        ['rain', [true, false, true]],
        ['mixed', [1, 'one']],
        ['age', [20, 40]],
      ]),
    );
    expect(inputs.numbers).toEqual([{ name: 'age', mean: 30, deviation: 10 }]);
    expect(inputs.categories).toEqual([
      { name: 'mixed', values: ['1', 'one'] },
      { name: 'rain', values: ['true', 'false'] },
    ]);
  });
});
