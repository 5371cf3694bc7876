import { ModelStore } from '@stars/inference';
import { describe, expect, it } from 'vitest';
import { learnFromWindow } from './learn-from-window.js';
import { RECIPES, type TrainingRecipe } from './recipe.js';
import { SECOND_STAGE_DEFAULTS } from './second-stage/second-stage-recipe.js';
import { thirtyItems } from './testing/thirty-items.js';
import type { TrainingJob } from './training-job.js';
import { planTraining } from './training-plan.js';
import type { FirstFit } from './training-stages.js';

const place = { timeZone: 'UTC', country: 'US' };
const data = thirtyItems();
const validationFrom = Math.max(...data.log.time);
const recipe = RECIPES.tiny;

/** A first fit whose model must not be used: there is too little to learn from. */
const first = {
  plan: planTraining(data, recipe, place, (row) => data.log.time[row]! < validationFrom),
  validationFrom,
  artifact: () => {
    throw new Error('the model was asked for');
  },
} as unknown as FirstFit;

async function learned(changes: Partial<TrainingJob>) {
  const warnings: string[] = [];
  const warn = (message: string): void => {
    warnings.push(message);
  };
  const run = { options: {}, warn, store: new ModelStore('/nowhere') };
  const job = { data, recipe, place, keep: () => true, fitting: { seed: 1 }, run, ...changes };
  return { ...(await learnFromWindow(first, job as unknown as TrainingJob)), warnings };
}

const NOT_COMPARED = { all: { sessions: 0 }, fresh: { sessions: 0 }, seeded: { sessions: 0 } };

describe('learnFromWindow', () => {
  it('learns nothing and is silent if there is nothing to learn', async () => {
    const { warnings, ...found } = await learned({});
    expect(found).toEqual({ secondStage: expect.objectContaining({ comparison: NOT_COMPARED }) });
    expect(warnings).toEqual([]);
  });

  it('warns if a second stage is to be learned and the window has no session', async () => {
    const wanted = { ...recipe, secondStage: SECOND_STAGE_DEFAULTS } as TrainingRecipe;
    const { secondStage, warnings } = await learned({ recipe: wanted });
    expect(secondStage.comparison).toEqual(NOT_COMPARED);
    expect(warnings).toEqual([expect.stringContaining('has no session')]);
  });

  it('warns if the serving model cannot be read', async () => {
    const { comparison, warnings } = await learned({ serving: 'tiny-gone' });
    expect(comparison).toBeUndefined();
    expect(warnings).toEqual([expect.stringMatching(/not compared with tiny-gone, which serves/)]);
  });
});
