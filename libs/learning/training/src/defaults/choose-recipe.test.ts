import { ContextTimeline, InteractionLogBuilder } from '@stars/features';
import { describe, expect, it } from 'vitest';
import { RECIPES } from '../recipe.js';
import { withChanges } from '../recipe-changes.js';
import { chooseRecipe } from './choose-recipe.js';

const [VIEW, CART, PURCHASE] = [1, 2, 3];
const all = (): boolean => true;

/** Thirty users who look at one item twice, put it into the cart, buy it, and never come back. */
function visits() {
  const builder = new InteractionLogBuilder();
  for (let user = 0; user < 30; user++) {
    [VIEW, VIEW, CART, PURCHASE].forEach((type, step) => {
      const row = { userId: `user ${user}`, itemId: `item ${user % 5}`, type, time: user * 1000 + step };
      builder.add({ ...row, region: '', sessionId: '' });
    });
  }
  return { log: builder.build(), items: new Map(), users: new Map(), timeline: new ContextTimeline() };
}

describe('chooseRecipe', () => {
  it('takes the strongest kind that the log has in number, and says so', () => {
    const { recipe, why } = chooseRecipe(visits(), all, 'small', RECIPES.small);
    expect(recipe.target).toBe('purchase');
    expect(why).toContain('Target: purchase, the strongest kind');
    expect(why).toContain('30 purchase, 30 add_to_cart, 60 view');
  });

  it('does not take view, cart and purchase of one item for people who come back', () => {
    const data = visits();
    expect(chooseRecipe(data, all, 'small', RECIPES.small).shape).toMatchObject({
      events: 120,
      targets: 30,
      repeatShare: 0,
    });
    expect(chooseRecipe(data, all, 'small', { ...RECIPES.small, target: 'view' }).shape.repeatShare).toBe(0);
  });

  it('says that people look before they buy', () => {
    const { shape, why } = chooseRecipe(visits(), all, 'small', RECIPES.small);
    expect(shape).toMatchObject({ browses: true, viewedFirstShare: 1 });
    expect(why).toContain('people look before they buy: 100% of what is bought was opened first in the same session');
  });

  it('counts only the rows that may be used', () => {
    const data = visits();
    const views = (row: number): boolean => data.log.type[row] === VIEW;
    expect(chooseRecipe(data, views, 'small', RECIPES.small).recipe.target).toBe('view');
  });

  it('keeps what was asked for', () => {
    const asked = { target: 'add_to_cart', epochs: 7 } as const;
    const { recipe, why } = chooseRecipe(visits(), all, 'small', { ...RECIPES.small, ...asked }, asked);
    expect(recipe).toMatchObject(asked);
    expect(why).toContain('Target: add_to_cart, as asked.');
  });

  it('keeps what was chosen where one field of a group was asked for', () => {
    const data = visits();
    const chosen = chooseRecipe(data, all, 'small', RECIPES.small).recipe;
    expect(chosen.size).toMatchObject({ priorDays: 0, contentWidth: 64 });
    const asked = { size: { dropout: 0.05 }, parts: { user: false } };
    const { recipe } = chooseRecipe(data, all, 'small', withChanges(RECIPES.small, asked), asked);
    expect(recipe).toEqual({
      ...chosen,
      size: { ...chosen.size, dropout: 0.05 },
      parts: { ...chosen.parts, user: false },
    });
  });

  it('changes nothing else in a log of one kind', () => {
    const data = visits();
    const purchases = (row: number): boolean => data.log.type[row] === PURCHASE;
    const { recipe, shape } = chooseRecipe(data, purchases, 'small', RECIPES.small);
    const { target, ...rest } = recipe;
    expect(target).toBe('purchase');
    expect(shape.targets).toBe(shape.events);
    const asked = chooseRecipe(data, purchases, 'small', { ...RECIPES.small, target: 'purchase' });
    expect(asked.shape).toEqual(shape);
    expect(asked.recipe).toEqual({ ...rest, target: 'purchase' });
  });
});
