import { CandidateSource, PopularItemsRequest } from '@stars/contracts';
import { replacing } from '@stars/platform/testing';
import { DEGRADATION } from '@stars/ranking';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { failing } from '../testing/fake.js';
import { newTestRecommending, type TestRecommendingOptions } from '../testing/new-test-recommending.js';
import { newTestStores, type TestStores } from '../testing/new-test-stores.js';

let stores: TestStores;
beforeAll(async () => {
  stores = await newTestStores();
});
afterAll(() => stores.close());

async function ask(request: Partial<PopularItemsRequest>, changes: Partial<TestRecommendingOptions> = {}) {
  const { popularItems } = newTestRecommending({ ...stores, ...changes });
  const { signal } = new AbortController();
  const given = PopularItemsRequest.fromPartial(request);
  const answer = await popularItems.execute(given, signal, performance.now() + 10_000);
  const codes = answer.degradations.map(({ code }) => code);
  return { ...answer, ids: answer.items.map(({ itemId }) => itemId), codes };
}

describe('PopularItems', () => {
  it('are those of everywhere, or of the region first', async () => {
    expect(await ask({ k: 3 })).toMatchObject({ ids: ['soap', 'apple', 'rye'], codes: [], modelVersion: 'm1' });
    const { ids, items } = await ask({ k: 3, region: 'north' });
    expect(ids).toEqual(['pear', 'soap', 'apple']);
    expect(items.map(({ reason }) => reason)).toEqual(['Popular in north', 'Popular in north', 'Popular now']);
    expect((await ask({ k: 3, region: 'south' })).ids).toEqual(['soap', 'apple', 'rye']);
  });

  it('obey filter, exclusions and caps, and the newest items follow', async () => {
    const fruit = { expression: { $case: 'in' as const, value: { field: 'category', values: ['fruit'] } } };
    const { ids, items, codes } = await ask({ k: 4, filter: fruit, region: 'north', excludeItemIds: ['apple'] });
    expect([ids, codes]).toEqual([['pear', 'plum'], [DEGRADATION.fewerItems]]);
    const { CANDIDATE_SOURCE_POPULAR: popular, CANDIDATE_SOURCE_NEWEST: newest } = CandidateSource;
    expect(items.map(({ source }) => source)).toEqual([popular, newest]);
    expect((await ask({ k: 2, region: 'north', categoryCaps: [{ level: 1, items: 1 }] })).ids).toEqual([
      'pear',
      'soap',
    ]);
  });

  it('are the newest ones without a model, and ten where no number is given', async () => {
    const { ids, codes, modelVersion } = await ask({}, { model: undefined });
    expect([ids.length, ids[0], modelVersion]).toEqual([7, 'bleach', '']);
    expect(codes).toEqual(['STARS_MODEL_NOT_READY', DEGRADATION.fewerItems]);
  });

  it('are none, and the answer says why, while the catalogue is away', async () => {
    const catalog = replacing(stores.catalog, { filterIds: failing(), latest: failing() });
    const { ids, codes } = await ask({ k: 2 }, { catalog });
    expect([ids, codes]).toEqual([[], ['STARS_UNAVAILABLE', DEGRADATION.fewerItems]]);
  });

  it('refuse a request that makes no sense', async () => {
    await expect(ask({ k: 1001 })).rejects.toMatchObject({ code: 'STARS_OUT_OF_RANGE', field: 'k' });
  });
});
