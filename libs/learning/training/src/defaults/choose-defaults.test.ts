import type { TargetKind } from '@stars/features';
import { describe, expect, it } from 'vitest';
import { RECIPES } from '../recipe.js';
import { chooseDefaults } from './choose-defaults.js';
import type { DataShape } from './data-shape.js';

const RATINGS: DataShape = {
  events: 100_000,
  targets: 100_000,
  users: 943,
  items: 1_682,
  medianLength: 65,
  repeatShare: 0,
  basketSize: 2,
  sessionLength: 65,
  viewShare: 0,
  viewedFirstShare: 0,
  browses: false,
  sessionShare: 0,
  textShare: 0,
  signals: 0,
};

const GROCERY: DataShape = {
  events: 1_200_000,
  targets: 1_200_000,
  users: 2_469,
  items: 25_000,
  medianLength: 400,
  repeatShare: 0.5,
  basketSize: 9,
  sessionLength: 9,
  viewShare: 0,
  viewedFirstShare: 0,
  browses: false,
  sessionShare: 1,
  textShare: 1,
  signals: 0,
};

const small = (shape: Partial<DataShape> = {}) => chooseDefaults({ ...RATINGS, ...shape }, 'small', RECIPES.small);

describe('chooseDefaults', () => {
  it('keeps down what is viewed and not bought, if most events of discovery data are no purchases', () => {
    expect(small().recipe.size).toMatchObject({ priorPlace: 'none', priorWeight: 0 });
    const { recipe, why } = small({ targets: 20_000 });
    expect(recipe.size).toMatchObject({ priorPlace: 'both', priorWeight: -1, dropout: 0.3 });
    expect(why).toContain('a prior of how often each item is a target');
    expect(why).toContain('of the targets repeat an item of an earlier session');
  });

  it('keeps the size’s recipe for a large log of groceries, and says so', () => {
    const { recipe, why } = chooseDefaults(GROCERY, 'small', RECIPES.small);
    expect(recipe).toEqual({});
    expect(why).toMatch(/50% repeat an item of an earlier session, so people come back/);
    expect(why).toMatch(/the recipe of small as it stands/);
  });

  it('learns items of few events where the log is small, so that what somebody viewed counts', () => {
    const counts = [4_000, 20_000, 44_000, 200_000].map(
      (events) => chooseDefaults({ ...GROCERY, events }, 'small', RECIPES.small).recipe.minItemCount,
    );
    expect(counts).toEqual([1, 2, 4, undefined]);
  });

  it('learns the items of ratings by their ids, all of them candidates, in many passes', () => {
    const { recipe, why } = small();
    expect(recipe).toMatchObject({
      candidates: 1_682,
      deltaFrozenEpochs: 0,
      deltaDropout: 0,
      deltaMinCount: 1,
      minItemCount: 1,
      size: { dropout: 0.2, contentWidth: RECIPES.small.size.width },
      parts: { context: false, repeat: false, user: true },
      strictOrder: true,
    });
    expect(recipe.deltaLearningRate).toBeGreaterThan(5 * RECIPES.small.learningRate);
    expect(recipe.epochs).toBeGreaterThan(20);
    expect(why).toMatch(
      /0\.0% repeat an item of an earlier session, so people look for what is new to them; .*ids alone/,
    );
    expect(why).toMatch(/full softmax/);
  });

  it('samples candidates if all of them do not fit', () => {
    const { recipe } = small({ items: 100_000, events: 150_000 });
    expect(recipe.candidates).toBeLessThan(10_000);
  });

  it('makes fewer passes over a larger catalogue, because each pass costs more', () => {
    const epochs = [2_000, 20_000, 100_000].map((items) => small({ events: 150_000, items }).recipe.epochs!);
    expect(epochs[0]).toBeGreaterThan(epochs[1]!);
    expect(Math.max(epochs[1]!, epochs[2]!)).toBeLessThan(20);
    expect(Math.min(...epochs)).toBeGreaterThan(10);
  });

  it('makes few passes over a log of groceries, and more only if it is small', () => {
    const passes = [10, 3_000, 20_000, 80_000, 300_000].map(
      (events) => chooseDefaults({ ...GROCERY, events, targets: events }, 'small', RECIPES.small).recipe.epochs,
    );
    expect(passes).toEqual([40, 18, 7, 4, undefined]);
  });

  it('makes fewer passes over more data', () => {
    const [few, many] = [small({ events: 150_000 }), small({ events: 900_000 })];
    expect(few.recipe.epochs).toBeGreaterThan(many.recipe.epochs!);
    expect(small({ events: 50_000_000 }).recipe.epochs).toBeUndefined();
    expect(small({ events: 10 }).recipe.epochs).toBeLessThan(100);
  });

  it('uses more dropout if each item was seen only a few times', () => {
    expect(small({ items: 20_000 }).recipe.size?.dropout).toBe(0.3);
  });

  it('learns items by their ids in a shop without texts and with repeats, and keeps its calendar', () => {
    const { recipe, why } = small({ repeatShare: 0.9 });
    expect(recipe.parts).toBeUndefined();
    expect(recipe).toMatchObject({ deltaMinCount: 1, size: { dropout: RECIPES.small.size.dropout } });
    expect(why).toMatch(/90% repeat an item of an earlier session/);
  });

  it('learns offsets if the log has signals and repeats, and says so', () => {
    const { recipe, why } = chooseDefaults({ ...GROCERY, signals: 2 }, 'small', RECIPES.small);
    expect(recipe).toEqual({ size: { ...RECIPES.small.size, offsetBound: 0.3 } });
    expect(why).toMatch(/offsets at the request for the 2 signals/);
    expect(small({ signals: 1 }).recipe.size).not.toHaveProperty('offsetBound');
    const asked = { ...RECIPES.small, size: { ...RECIPES.small.size, offsetBound: 0.1 } };
    expect(chooseDefaults({ ...GROCERY, signals: 1 }, 'small', asked).recipe).toEqual({});
  });

  it('keeps baskets if the log has any', () => {
    expect(small({ sessionShare: 1 }).recipe.strictOrder).toBeUndefined();
    expect(small({ basketSize: 8 }).recipe.strictOrder).toBeUndefined();
  });

  it('says whether people look before they take, and by what it is known', () => {
    const browsing = {
      ...RATINGS,
      viewShare: 0.9,
      viewedFirstShare: 0.93,
      sessionLength: 6,
      sessionShare: 1,
      browses: true,
    };
    const why = (shape: Partial<DataShape>, target: TargetKind) =>
      chooseDefaults({ ...browsing, ...shape }, 'small', { ...RECIPES.small, target }).why;
    expect(why({}, 'add_to_cart')).toContain(
      'people look before they put something into the cart: 93% of what is put into the cart was opened first in the same session; half of the sessions have 6 items or fewer;',
    );
    expect(why({ viewedFirstShare: 0.2, browses: false }, 'purchase')).toContain(
      'people mostly buy without a look first: 20% of what is bought was opened first',
    );
    expect(why({}, 'view')).toContain('people look around: 100% of the views have a session');
    expect(why({ browses: false }, 'view')).not.toContain('people look around');
    expect(why({ viewShare: 0 }, 'purchase')).not.toContain('opened first');
  });

  it('chooses nothing for tests', () => {
    expect(chooseDefaults(RATINGS, 'tiny', RECIPES.tiny)).toEqual({ recipe: {}, why: '' });
  });

  it('asks what is opened, too, where people look before they take and sessions are many', () => {
    const looks = { targets: 10_000, browses: true, viewedFirstShare: 0.9, viewShare: 0.9 };
    expect(small(looks).recipe).toMatchObject({ browsing: true, size: { priorPlace: 'none' } });
    expect(small(looks).why).toContain('what is opened next and what is taken are both learned');
    for (const other of [{ browses: false }, { events: 20_000 }, { repeatShare: 0.5 }])
      expect(small({ ...looks, ...other }).recipe.browsing).toBeUndefined();
  });
});
