import { oneCycle } from '@stars/model';
import { describe, expect, it } from 'vitest';
import { RECIPES } from '../recipe.js';
import { ratesAt, scheduleOf } from './schedule.js';

const recipe = { ...RECIPES.tiny, epochs: 4, deltaFrozenEpochs: 1, learningRate: 0.01, deltaLearningRate: 0.03 };

describe('scheduleOf', () => {
  it('has the recipe’s epochs, with δ frozen for its own', () => {
    expect(scheduleOf(recipe, 25, 1)).toEqual({ cycleSteps: 100, frozenSteps: 25, epochSteps: 25, steps: 100 });
  });

  it.each([
    ['fewer steps, if the recipe limits them', { maxSteps: 40 }, 1, 40, 10],
    ['no more steps than the epochs have', { maxSteps: 1000 }, 1, 100, 25],
    ['a share of the steps', {}, 0.5, 50, 13],
    ['one step at least', {}, 0.001, 1, 0],
  ])('is %s', (_, changes, share, steps, frozenSteps) => {
    const schedule = scheduleOf({ ...recipe, ...changes }, 25, share);
    expect(schedule).toEqual({ cycleSteps: steps, frozenSteps, epochSteps: 25, steps });
  });
});

describe('ratesAt', () => {
  const schedule = { cycleSteps: 100, frozenSteps: 25, epochSteps: 25, steps: 120 };

  it('freezes δ at first and then starts it within the cycle', () => {
    expect(ratesAt(24, schedule, recipe)).toEqual({ rate: oneCycle(24, 100, 0.01), deltaRate: 0 });
    expect(ratesAt(25, schedule, recipe)).toEqual({
      rate: oneCycle(25, 100, 0.01),
      deltaRate: oneCycle(25, 100, 0.03),
    });
  });

  it('stays at the end of the cycle if a fit continues after it', () => {
    expect(ratesAt(119, schedule, recipe)).toEqual(ratesAt(99, schedule, recipe));
  });
});
