import { checkConfig, SIZES } from '@stars/model';
import { PURCHASE_DECAYS, WEEK } from '@stars/ranking';
import { describe, expect, it } from 'vitest';
import { LivePrior } from './live-prior.js';

const ITEMS = ['a', 'b', 'c'];
const config = (changes: object) =>
  checkConfig({ ...SIZES.tiny, ...SHAPE, priorPlace: 'both', priorWeight: -1, ...changes });
const SHAPE = { tagCount: 0, sideWidth: 0, userNumericCount: 0, userCategoricalSizes: [], itemCount: 3 };

function newTestPrior(changes: object = { priorDays: 7 }) {
  // Places after the learned items belong to others.
  const purchases = PURCHASE_DECAYS.map(() => Float64Array.of(4, 2, 0, 99));
  const rowOf = (itemId: string) => (ITEMS.includes(itemId) ? ITEMS.indexOf(itemId) : undefined);
  const prior = LivePrior.create({ purchases }, { config: config(changes), learnedItems: ITEMS, rowOf });
  return { prior, week: purchases[WEEK]! };
}

describe('LivePrior', () => {
  it('changes nothing while the statistics are those of the training', () => {
    const { prior } = newTestPrior();
    expect([...ITEMS, 'other'].map((item) => prior!.shiftOf(item))).toEqual([0, 0, 0, 0]);
  });

  it('adds the change of log p', () => {
    const { prior, week } = newTestPrior();
    week.set([4, 1, 8]);
    expect(prior!.shiftOf('c')).toBe(0);
    prior!.settle();
    // log p = log((c + 0.5) / (total + 0.5 · 3)), as of the next morning
    const fade = Math.exp(-1 / 7);
    const logP = (count: number, total: number): number => Math.log((count * fade + 0.5) / (total * fade + 1.5));
    const change = (now: number, before: number): number => logP(now, 13) - logP(before, 6);
    expect(prior!.shiftOf('a')).toBeCloseTo(change(4, 4), 5);
    expect(prior!.shiftOf('b')).toBeCloseTo(change(1, 2), 5);
    expect(prior!.shiftOf('c')).toBeCloseTo(change(8, 0), 5);
    expect(prior!.shiftOf('other')).toBe(0);
  });

  it.each([{ priorDays: 0 }, { priorDays: 7, priorPlace: 'train' }])('is none with %o', (changes) => {
    expect(newTestPrior(changes).prior).toBeUndefined();
  });
});
