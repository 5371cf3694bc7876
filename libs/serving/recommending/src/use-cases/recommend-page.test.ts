import { RecommendMode, RecommendPageRequest } from '@stars/contracts';
import { replacing } from '@stars/platform/testing';
import type { ProfileStore } from '@stars/profile-store';
import { DEGRADATION } from '@stars/ranking';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { SEEDED } from '../testing/grocery-seed.js';
import { newTestRecommending, type TestRecommendingOptions } from '../testing/new-test-recommending.js';
import { newTestStores, type TestStores } from '../testing/new-test-stores.js';

const {
  RECOMMEND_MODE_ROUND_ROBIN: ROUND_ROBIN,
  RECOMMEND_MODE_GOES_WITH: GOES_WITH,
  RECOMMEND_MODE_ALTERNATIVES: ALTERNATIVES,
  RECOMMEND_MODE_TRENDING: TRENDING,
  RECOMMEND_MODE_BEST_SELLERS: BEST_SELLERS,
  RECOMMEND_MODE_NEWEST: NEWEST,
} = RecommendMode;

let stores: TestStores;
beforeAll(async () => {
  stores = await newTestStores();
});
afterAll(() => stores.close());

const LISTS = {
  selling: ({ growing, region }: { growing: boolean; region: string }) =>
    (growing ? ['bleach', 'plum'] : region === 'north' ? ['pear'] : ['apple', 'soap']).map((itemId, n) => ({
      ...{ itemId, score: 9 - n },
    })),
  goingWith: () => [{ itemId: 'roll', score: 0.5, because: 'rye' }],
  soldOf: (itemIds: readonly string[]) => itemIds.map((itemId) => (itemId === 'plum' ? 1 : 0)),
};

function newTestPage(changes: Partial<TestRecommendingOptions> = {}) {
  const model = replacing(stores.model, { lists: LISTS });
  const { recommendPage, recorded } = newTestRecommending({ ...stores, model, ...changes });
  const ask = async (part: Parameters<typeof RecommendPageRequest.fromPartial>[0]) => {
    const request = RecommendPageRequest.fromPartial({ userId: SEEDED.fruitUser, ...part });
    const { signal } = new AbortController();
    const answer = await recommendPage.execute(request, signal, performance.now() + 10_000);
    return { ...answer, ids: answer.placements.map(({ items }) => items.map(({ itemId }) => itemId)) };
  };
  return { ask, recorded };
}

describe('RecommendPage', () => {
  it('reads the user once, and is recorded as one impression that says where each item stood', async () => {
    const get = vi.fn<ProfileStore['get']>((...asked) => stores.profiles.get(...asked));
    const { ask, recorded } = newTestPage({ profiles: replacing(stores.profiles, { get }) });
    const lists = [
      { surface: 'for you', mode: ROUND_ROBIN, k: 2 },
      { surface: 'best', mode: BEST_SELLERS, k: 2 },
    ];
    const { ids, recommendationId } = await ask({ surface: 'home', placements: lists });
    expect(get).toHaveBeenCalledTimes(1);
    const pages = await recorded();
    expect(pages).toMatchObject([{ surface: 'home', recommendationId, pageId: recommendationId }]);
    const shown = pages[0]!.items.map(({ placement, itemId, position }) => [placement, itemId, position]);
    expect(shown).toEqual(ids.flatMap((list, n) => list.map((itemId, at) => [lists[n]!.surface, itemId, at])));
    expect(pages[0]!.lists).toEqual([
      { placement: 'for you', mode: 'rr', degradations: [] },
      { placement: 'best', mode: 'best_sellers', degradations: [DEGRADATION.fewerItems] },
    ]);
    await ask({ placements: lists });
    expect(await recorded()).toHaveLength(1);
  });

  it('has lists that are not ranked for the user, which nothing fills, with their reasons', async () => {
    const { ask } = newTestPage();
    const seedItemIds = ['rye'];
    const { ids, placements } = await ask({
      placements: [
        { mode: GOES_WITH, seedItemIds, k: 3 },
        { mode: TRENDING, k: 1 },
        { mode: ALTERNATIVES, seedItemIds: ['apple'], k: 2 },
        { mode: BEST_SELLERS, k: 3 },
      ],
    });
    expect(ids).toEqual([['roll'], ['bleach'], ['plum', 'pear'], ['apple', 'soap']]);
    expect(placements.map(({ items }) => items[0]!.reason)).toEqual([
      'Goes with Rye bread',
      'Trending now',
      'Similar to Apples',
      'You bought this on 19 Nov 2017',
    ]);
    expect(placements.map(({ degradations }) => degradations.map(({ code }) => code))).toEqual([
      ['FEWER_ITEMS'],
      [],
      [],
      ['FEWER_ITEMS'],
    ]);
  });

  it('has what sells best in the category of seeds that nothing goes with, and says so', async () => {
    const lists = { ...LISTS, goingWith: () => [] };
    const { ask } = newTestPage({ model: replacing(stores.model, { lists }) });
    const { ids, placements } = await ask({ placements: [{ mode: GOES_WITH, seedItemIds: ['pear'], k: 1 }] });
    expect(ids).toEqual([['apple']]);
    expect(placements[0]!.degradations).toEqual([
      { code: 'FALLBACK_ITEMS', message: 'nothing is known to go with the seeds: these sell best in their category' },
    ]);
    // Nothing of the finest level may be shown: the level above.
    const above = await ask({
      excludeItemIds: ['soap'],
      placements: [{ mode: GOES_WITH, seedItemIds: ['bleach'], k: 1 }],
    });
    expect(above.ids).toEqual([['apple']]);
  });

  it('says which seeds are not in the catalogue', async () => {
    const { ask } = newTestPage();
    const { placements } = await ask({ placements: [{ mode: GOES_WITH, seedItemIds: ['rye', 'rey'], k: 1 }] });
    const message = 'not in the catalogue: rey';
    expect(placements[0]!.degradations).toEqual([{ code: 'UNKNOWN_ITEMS', message }]);
  });

  it('has what sells best in the region first', async () => {
    const { ask } = newTestPage();
    const { ids, placements } = await ask({ region: 'north', placements: [{ mode: BEST_SELLERS, k: 3 }] });
    expect(ids).toEqual([['pear', 'apple', 'soap']]);
    expect(placements[0]!.items[0]!.reason).toBe('Popular in north');
  });

  it('before the first model has what sells best and what is new, and says what is missing', async () => {
    const sold = { global: ['soap', 'apple'], byRegion: {} };
    const { ask } = newTestPage({ model: undefined, sold });
    const modes = [BEST_SELLERS, NEWEST, GOES_WITH];
    const { ids, placements } = await ask({ placements: modes.map((mode) => ({ mode, k: 2, seedItemIds: ['rye'] })) });
    expect(ids).toEqual([['soap', 'apple'], ['bleach', 'roll'], []]);
    const codes = placements.map(({ degradations }) => degradations.map(({ code }) => code));
    expect(codes).toEqual([[], [], ['STARS_MODEL_NOT_READY', 'FEWER_ITEMS']]);
  });
});
