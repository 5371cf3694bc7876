import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { afterValidation, STOPPING_START, shouldStop } from './early-stopping.js';

function run(values: readonly number[], patience: number) {
  let state = STOPPING_START;
  for (const [i, value] of values.entries()) {
    state = afterValidation(state, i + 1, value);
    if (shouldStop(state, patience)) return { ...state, stoppedAt: i + 1 };
  }
  return { ...state, stoppedAt: values.length };
}

describe('early stopping', () => {
  it('keeps the first best, waits as long as its patience, and then stops', () => {
    expect(run([0.1, 0.3, 0.2, 0.3, 0.9], 2)).toMatchObject({ best: 0.3, bestStep: 2, stoppedAt: 4 });
    expect(run([0.1, 0.3, 0.2, 0.3, 0.9], 3)).toMatchObject({ best: 0.9, bestStep: 5, stoppedAt: 5 });
  });

  it('counts NaN as a miss', () => {
    expect(run([Number.NaN, 0.2, Number.NaN], 0)).toMatchObject({ best: 0.2, bestStep: 2, misses: 1 });
  });

  it('without patience runs to the end and finds the best of all', () => {
    fc.assert(
      fc.property(fc.array(fc.double({ noNaN: true, min: -1, max: 1 }), { minLength: 1 }), (values) => {
        const { best, bestStep, stoppedAt } = run(values, 0);
        expect(best).toBe(Math.max(...values));
        expect(bestStep).toBe(values.indexOf(best!) + 1);
        expect(stoppedAt).toBe(values.length);
      }),
    );
  });
});
