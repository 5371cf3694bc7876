import { describe, expect, it } from 'vitest';
import { checkRecipe } from './check-recipe.js';
import { RECIPES } from './recipe.js';
import { SECOND_STAGE_DEFAULTS } from './second-stage/second-stage-recipe.js';
import { VALIDATION_DEFAULTS } from './validation-recipe.js';

describe('checkRecipe', () => {
  it('accepts every size’s own recipe', () => {
    for (const size of ['tiny', 'small', 'paper'] as const) {
      expect(checkRecipe(size, JSON.parse(JSON.stringify(RECIPES[size])))).toEqual(RECIPES[size]);
    }
  });

  it('fills groups from the size’s recipe, and switches the validation off with null', () => {
    const changes = { learningRate: 0.01, size: { dropout: 0.2 }, parts: { tags: false }, validation: { patience: 1 } };
    expect(checkRecipe('small', changes)).toEqual({
      learningRate: 0.01,
      size: { ...RECIPES.small.size, dropout: 0.2 },
      parts: { ...RECIPES.small.parts, tags: false },
      validation: { ...(RECIPES.small.validation ?? VALIDATION_DEFAULTS), patience: 1 },
    });
    expect({ ...RECIPES.paper, ...checkRecipe('paper', { validation: null }) }.validation).toBeUndefined();
  });

  it('fills the second stage’s group, and switches it off with null', () => {
    const changes = { joint: { hidden: 32 } };
    for (const size of ['tiny', 'small'] as const) {
      expect(checkRecipe(size, changes).joint).toEqual({
        ...SECOND_STAGE_DEFAULTS,
        hidden: 32,
      });
    }
    expect(checkRecipe('small', { joint: {} }).joint).toEqual(RECIPES.small.joint);
    expect({ ...RECIPES.small, ...checkRecipe('small', { joint: null }) }.joint).toBeUndefined();
    expect(checkRecipe('small', {})).not.toHaveProperty('joint');
  });

  it.each([
    [{ joint: 'off' }, 'joint'],
    [{ joint: { depth: 2 } }, 'joint.depth'],
    [{ joint: { hidden: 7 } }, 'joint.hidden'],
    [{ joint: { hidden: 0 } }, 'joint.hidden'],
    [{ joint: { novelty: 'no' } }, 'joint.novelty'],
    [{ joint: { sessions: 0 } }, 'joint.sessions'],
    [{ joint: { epochs: 1.5 } }, 'joint.epochs'],
    [{ joint: { batchSize: '32' } }, 'joint.batchSize'],
    [{ joint: { learningRate: 0 } }, 'joint.learningRate'],
    [{ joint: { weightDecay: -1 } }, 'joint.weightDecay'],
    [{ joint: { scores: 1 } }, 'joint.scores'],
    [{ joint: { tail: { slots: 2 } } }, 'joint.tail'],
    [{ learning_rate: 1 }, 'learning_rate'],
    [{ epochs: 1.5 }, 'epochs'],
    [{ epochs: '3' }, 'epochs'],
    [{ learningRate: 0 }, 'learningRate'],
    [{ deltaDropout: 1 }, 'deltaDropout'],
    [{ target: 'profit' }, 'target'],
    [{ kindWeights: { view: -1 } }, 'kindWeights.view'],
    [{ kindWeights: { rating: 1 } }, 'kindWeights.rating'],
    [{ size: 'small' }, 'size'],
    [{ size: { heads: -1 } }, 'size.heads'],
    [{ parts: { smell: true } }, 'parts.smell'],
    [{ parts: { tags: 1 } }, 'parts.tags'],
    [{ validation: { metric: 'hit' } }, 'validation.metric'],
    [{ validation: { share: 1 } }, 'validation.share'],
    [[], 'recipe'],
    ['small', 'recipe'],
  ])('%j is refused by its path', (changes, field) => {
    expect(() => checkRecipe('small', changes)).toThrow(
      expect.objectContaining({ code: 'STARS_CONFIG_INVALID', field }),
    );
  });
});
