import { checkRecipe, RECIPES, type TrainingRecipe } from '@stars/training';
import { describe, expect, it } from 'vitest';
import { STUDIES, STUDY_NAMES, type Study } from './studies.js';
import { studyRecipe } from './study-recipe.js';

describe('STUDIES', () => {
  const studies = STUDY_NAMES.map((name): [string, Study] => [name, STUDIES[name]]);

  it.each(studies)('%s has variants of its own, each a recipe that can be trained', (_, { variants }) => {
    expect(new Set(variants.map(({ name }) => name)).size).toBe(variants.length);
    for (const { recipe } of variants) expect(() => checkRecipe(recipe)).not.toThrow();
  });

  it.each(studies)('%s compares with the recipe as it stands, or with the first pass', (name, { variants }) => {
    expect(variants[0]!.recipe).toEqual(name === 'passes' ? { epochs: 1 } : {});
  });
});

describe('studyRecipe', () => {
  const { small, paper } = RECIPES;

  it('names the changes, and leaves out what is only for the second stage', () => {
    const chosen: TrainingRecipe = { ...small, parts: { ...small.parts, context: false } };
    const recipe = studyRecipe(chosen, { size: { layers: 3 }, parts: { tags: false }, epochs: 4 });
    expect(recipe).toEqual({
      epochs: 4,
      size: { layers: 3 },
      parts: { tags: false },
      secondStage: undefined,
      validation: undefined,
    });
    expect(Object.keys(recipe)).toContain('validation');
  });

  it('keeps a window that ends the training early, or teaches the effects of signals', () => {
    expect({ ...paper, ...studyRecipe(paper, {}) }.validation).toEqual(paper.validation);
    const offsets = studyRecipe(small, { size: { offsetBound: 0.3 } });
    expect({ ...small, ...offsets }.validation).toEqual(small.validation);
    const without = studyRecipe(small, { size: { offsetBound: 0.3 }, parts: { context: false } });
    expect({ ...small, ...without }.validation).toBeUndefined();
  });
});
