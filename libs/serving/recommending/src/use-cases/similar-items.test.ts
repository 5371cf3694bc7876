import { CandidateSource, DiversityMethod, type Filter } from '@stars/contracts';
import { replacing } from '@stars/platform/testing';
import { DEGRADATION } from '@stars/ranking';
import type { VectorIndex } from '@stars/vector-index';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { failing } from '../testing/fake.js';
import { newTestRecommending, type TestRecommendingOptions } from '../testing/new-test-recommending.js';
import { newTestSimilarRequest } from '../testing/new-test-request.js';
import { newTestStores, type TestStores } from '../testing/new-test-stores.js';

type Changes = Parameters<typeof newTestSimilarRequest>[0];

let stores: TestStores;
beforeAll(async () => {
  stores = await newTestStores();
});
afterAll(() => stores.close());

function newTestSimilarItems(changes: Partial<TestRecommendingOptions> = {}) {
  const { similarItems, readMetric } = newTestRecommending({ ...stores, ...changes });
  const ask = async (request: Changes = {}, signal = new AbortController().signal) => {
    const answer = await similarItems.execute(newTestSimilarRequest(request), signal, performance.now() + 10_000);
    const codes = answer.degradations.map(({ code }) => code);
    return { ...answer, ids: answer.items.map(({ itemId }) => itemId), codes };
  };
  return { ask, readMetric };
}

describe('SimilarItems', () => {
  it('are those of the largest inner product with the item, never the item itself', async () => {
    const { ask, readMetric } = newTestSimilarItems();
    const { ids, items, modelVersion, codes } = await ask();
    expect([ids, codes, modelVersion]).toEqual([['pear', 'plum', 'rye'], [], 'm1']);
    expect(items[0]).toMatchObject({
      position: 0,
      source: CandidateSource.CANDIDATE_SOURCE_SIMILAR,
      title: 'Pears',
      reason: 'Similar to Apples',
      propensity: 1,
    });
    expect(items[0]!.score).toBeCloseTo(0.9, 6);
    expect(await readMetric('stars_gateway_list_items_sum', { method: 'SimilarItems' })).toBe(3);
  });

  it('obey filter, region and exclusions, and say if there are fewer', async () => {
    const { ask } = newTestSimilarItems();
    expect((await ask({ region: 'south', shown: 1 })).ids).toEqual(['plum']);
    expect((await ask({ excludeItemIds: ['pear'], shown: 2 })).ids).toEqual(['plum', 'rye']);
    const fruit: Filter = { expression: { $case: 'in', value: { field: 'category', values: ['fruit'] } } };
    expect(await ask({ filter: fruit })).toMatchObject({ ids: ['pear', 'plum'], codes: [DEGRADATION.fewerItems] });
  });

  it('apply the request’s rules, which choose from more items than are shown', async () => {
    const { ask } = newTestSimilarItems();
    const categoryCaps = [{ level: 1, items: 1 }];
    expect(await ask({ categoryCaps })).toMatchObject({ ids: ['pear', 'rye', 'bleach'], codes: [] });
    const { ids, codes } = await ask({ categoryCaps, shown: 4 });
    expect([ids, codes]).toEqual([['pear', 'rye', 'bleach', 'plum'], [DEGRADATION.overCap]]);
    const diversity = { method: DiversityMethod.DIVERSITY_METHOD_MMR, strength: 1, relevanceBudget: 1 };
    expect((await ask({ diversity, shown: 2 })).ids).not.toEqual(['pear', 'plum']);
  });

  it('need a model, an item with a vector, and a request that can be read', async () => {
    const { ask } = newTestSimilarItems();
    await expect(ask({ itemId: 'caviar' })).rejects.toMatchObject({ code: 'STARS_NOT_FOUND', field: 'item_id' });
    await expect(ask({ shown: 1001 })).rejects.toMatchObject({ code: 'STARS_OUT_OF_RANGE', field: 'k' });
    const untrained = newTestSimilarItems({ model: undefined });
    await expect(untrained.ask()).rejects.toMatchObject({ code: 'STARS_MODEL_NOT_READY' });
  });

  it('have nothing to fall back on while the index is away', async () => {
    const { ask } = newTestSimilarItems({ vectors: replacing(stores.vectors, { search: failing() }) });
    await expect(ask()).rejects.toMatchObject({ code: 'STARS_UNAVAILABLE' });
  });

  it('go without titles, and without caps, while the catalogue is away', async () => {
    const { ask } = newTestSimilarItems({ catalog: replacing(stores.catalog, { get: failing() }) });
    const { ids, items, codes } = await ask({ categoryCaps: [{ level: 1, items: 1 }] });
    expect([ids, codes]).toEqual([['pear', 'plum', 'rye'], ['STARS_UNAVAILABLE']]);
    expect(items.every(({ title }) => title === '')).toBe(true);
  });

  it('hand the caller’s signal to the search', async () => {
    const search = vi.fn<VectorIndex['search']>((...asked) => stores.vectors.search(...asked));
    const { ask } = newTestSimilarItems({ vectors: replacing(stores.vectors, { search }) });
    const { signal } = new AbortController();
    await ask({}, signal);
    expect(search.mock.calls[0]![1].signal).toBe(signal);
  });
});
