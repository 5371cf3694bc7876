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
    const off = checkRecipe({ validation: null, secondStage: null });
    expect(off).toStrictEqual({ validation: undefined, secondStage: undefined });
    expect(checkRecipe({})).toStrictEqual({});
  });

  it.each([
    [{ secondStage: 'off' }, 'secondStage'],
    [{ secondStage: { depth: 2 } }, 'secondStage.depth'],
    [{ secondStage: { hidden: 7 } }, 'secondStage.hidden'],
    [{ secondStage: { hidden: 0 } }, 'secondStage.hidden'],
    [{ secondStage: { sessions: 0 } }, 'secondStage.sessions'],
    [{ secondStage: { epochs: 1.5 } }, 'secondStage.epochs'],
    [{ secondStage: { batchSize: '32' } }, 'secondStage.batchSize'],
    [{ secondStage: { learningRate: 0 } }, 'secondStage.learningRate'],
    [{ secondStage: { weightDecay: -1 } }, 'secondStage.weightDecay'],
    [{ secondStage: { scores: true } }, 'secondStage.scores'],
    [{ secondStage: { tail: { slots: 2 } } }, 'secondStage.tail'],
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
