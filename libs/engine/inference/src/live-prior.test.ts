import { ContextTimeline } from '@stars/features';
import { checkConfig, SIZES } from '@stars/model/definition';
import { PURCHASE_DECAYS, WEEK } from '@stars/ranking';
import { describe, expect, it } from 'vitest';
import { LivePrior } from './live-prior.js';
import { ServedSecondStage } from './served-second-stage.js';
import { learnedModel, tinySecondStage } from './testing/tiny-second-stage.js';

const ITEMS = ['a', 'b', 'c'];
const config = (changes: object) =>
  checkConfig({ ...SIZES.tiny, ...SHAPE, priorPlace: 'both', priorWeight: -1, ...changes });
const SHAPE = { tagCount: 0, sideWidth: 0, userNumericCount: 0, userCategoricalSizes: [], itemCount: 3 };

function newTestPrior() {
  // Places after the learned items belong to others.
  const purchases = PURCHASE_DECAYS.map(() => Float64Array.of(4, 2, 0, 99));
  const prior = new LivePrior({ purchases }, learnedModel(ITEMS), config({ priorDays: 7 }));
  return { prior, week: purchases[WEEK]! };
}

describe('LivePrior', () => {
  it('changes nothing while the statistics are those of the training', () => {
    const { prior } = newTestPrior();
    expect([...ITEMS, 'other'].map((item) => prior.shiftOf(item))).toEqual([0, 0, 0, 0]);
  });

  it('adds the change of log p', () => {
    const { prior, week } = newTestPrior();
    week.set([4, 1, 8]);
    expect(prior.shiftOf('c')).toBe(0);
    prior.settle();
    // log p = log((c + 0.5) / (total + 0.5 · 3)), as of the next morning
    const fade = Math.exp(-1 / 7);
    const logP = (count: number, total: number): number => Math.log((count * fade + 0.5) / (total * fade + 1.5));
    const change = (now: number, before: number): number => logP(now, 13) - logP(before, 6);
    expect(prior.shiftOf('a')).toBeCloseTo(change(4, 4), 5);
    expect(prior.shiftOf('b')).toBeCloseTo(change(1, 2), 5);
    expect(prior.shiftOf('c')).toBeCloseTo(change(8, 0), 5);
    expect(prior.shiftOf('other')).toBe(0);
  });

  it.each([
    [{ priorDays: 7 }, true],
    [{ priorDays: 0 }, false],
    [{ priorDays: 7, priorPlace: 'train' }, false],
  ])('of a model with %o: %s', (changes, expected) => {
    const model = { ...learnedModel(ITEMS), config: config(changes) };
    const stage = new ServedSecondStage(model, tinySecondStage(ITEMS.length), async () => new ContextTimeline());
    expect(stage.prior !== undefined).toBe(expected);
  });
});
