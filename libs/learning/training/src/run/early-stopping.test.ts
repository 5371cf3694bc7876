import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { afterValidation, type Direction, STOPPING_START, shouldStop } from './early-stopping.js';

function run(values: readonly number[], direction: Direction, patience: number) {
  let state = STOPPING_START;
  for (const [i, value] of values.entries()) {
    state = afterValidation(state, i + 1, value, direction);
    if (shouldStop(state, patience)) return { ...state, stoppedAt: i + 1 };
  }
  return { ...state, stoppedAt: values.length };
}

describe('early stopping', () => {
  it('keeps the first best, waits as long as its patience, and then stops', () => {
    expect(run([0.1, 0.3, 0.2, 0.3, 0.9], 'larger', 2)).toMatchObject({ best: 0.3, bestStep: 2, stoppedAt: 4 });
    expect(run([0.1, 0.3, 0.2, 0.3, 0.9], 'larger', 3)).toMatchObject({ best: 0.9, bestStep: 5, stoppedAt: 5 });
    expect(run([5, 4, 6, 7], 'smaller', 2)).toMatchObject({ best: 4, bestStep: 2, stoppedAt: 4 });
  });

  it('counts NaN as a miss', () => {
    expect(run([Number.NaN, 0.2, Number.NaN], 'larger', 0)).toMatchObject({ best: 0.2, bestStep: 2, misses: 1 });
  });

  it('without patience runs to the end and finds the best of all', () => {
    fc.assert(
      fc.property(fc.array(fc.double({ noNaN: true, min: -1, max: 1 }), { minLength: 1 }), (values) => {
        const { best, bestStep, stoppedAt } = run(values, 'larger', 0);
        expect(best).toBe(Math.max(...values));
        expect(bestStep).toBe(values.indexOf(best!) + 1);
        expect(stoppedAt).toBe(values.length);
      }),
    );
  });
});
