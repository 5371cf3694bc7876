import { describe, expect, it } from 'vitest';
import { checkRecipe } from './check-recipe.js';
import { RECIPES } from './recipe.js';

describe('checkRecipe', () => {
  it('accepts every size’s own recipe', () => {
    for (const recipe of Object.values(RECIPES)) {
      expect(checkRecipe(JSON.parse(JSON.stringify(recipe)))).toEqual(recipe);
    }
  });

  it('leaves changes as they are, and switches a group off with null', () => {
    const changes = { learningRate: 0.01, size: { dropout: 0.2 }, parts: { tags: false }, validation: { patience: 1 } };
    expect(checkRecipe(changes)).toEqual(changes);
    const off = checkRecipe({ validation: null, joint: null });
    expect(off).toStrictEqual({ validation: undefined, joint: undefined });
    expect(checkRecipe({})).toStrictEqual({});
  });

  it.each([
    [{ joint: 'off' }, 'joint'],
    [{ joint: { depth: 2 } }, 'joint.depth'],
    [{ joint: { hidden: 7 } }, 'joint.hidden'],
    [{ joint: { hidden: 0 } }, 'joint.hidden'],
    [{ joint: { sessions: 0 } }, 'joint.sessions'],
    [{ joint: { epochs: 1.5 } }, 'joint.epochs'],
    [{ joint: { batchSize: '32' } }, 'joint.batchSize'],
    [{ joint: { learningRate: 0 } }, 'joint.learningRate'],
    [{ joint: { weightDecay: -1 } }, 'joint.weightDecay'],
    [{ joint: { scores: true } }, 'joint.scores'],
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
    [{ size: null }, 'size'],
    [{ size: { heads: -1 } }, 'size.heads'],
    [{ parts: { smell: true } }, 'parts.smell'],
    [{ parts: { tags: 1 } }, 'parts.tags'],
    [{ validation: { metric: 'hit' } }, 'validation.metric'],
    [{ validation: { share: 1 } }, 'validation.share'],
    [[], 'recipe'],
    ['small', 'recipe'],
  ])('%j is refused by its path', (changes, field) => {
    expect(() => checkRecipe(changes)).toThrow(expect.objectContaining({ code: 'STARS_CONFIG_INVALID', field }));
  });
});
