import { describe, expect, it } from 'vitest';
import { checkRecipe } from './check-recipe.js';
import { RECIPES } from './recipe.js';
import { VALIDATION_DEFAULTS } from './validation-recipe.js';

describe('checkRecipe', () => {
  it('takes every size’s own recipe as it is', () => {
    for (const size of ['tiny', 'small', 'base', 'paper'] as const) {
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
    expect({ ...RECIPES.base, ...checkRecipe('base', { validation: null }) }.validation).toBeUndefined();
  });

  it.each([
    [{ learning_rate: 1 }, 'learning_rate'],
    [{ epochs: 1.5 }, 'epochs'],
    [{ epochs: '3' }, 'epochs'],
    [{ learningRate: 0 }, 'learningRate'],
    [{ deltaDropout: 1 }, 'deltaDropout'],
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
