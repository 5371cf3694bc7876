import { InteractionType } from '@stars/contracts';
import { describe, expect, it } from 'vitest';
import type { Seed } from './seeds.js';
import { withSeeds } from './with-seeds.js';

const { INTERACTION_TYPE_PURCHASE: PURCHASE, INTERACTION_TYPE_VIEW: VIEW } = InteractionType;
const seed = (itemId: string, weight: number): Seed => ({ itemId, weight });

describe('withSeeds', () => {
  const at = { time: 5, region: 'north' };
  const before = [{ itemId: 'tent', time: 1, region: 'south', type: PURCHASE }];

  it('ends with the seeds at the time of the request, the heaviest last, as the kind of event that the model reads', () => {
    const seeds = [seed('rope', 2), seed('lamp', 1)];
    const kinds = { target: PURCHASE, weights: new Map() };
    expect(withSeeds(before, seeds, at, kinds)).toEqual([
      before[0],
      { itemId: 'lamp', ...at, type: PURCHASE },
      { itemId: 'rope', ...at, type: PURCHASE },
    ]);
    const ofViews = withSeeds([], seeds, at, { ...kinds, weights: new Map([[VIEW, 0.1]]) });
    expect(ofViews.map(({ type }) => type)).toEqual([VIEW, VIEW]);
    expect(withSeeds(before, [], at, kinds)).toEqual(before);
  });
});
