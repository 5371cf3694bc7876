import { CandidateSource, type Filter } from '@stars/contracts';
import type { ServedModel } from '@stars/inference';
import type { ItemCatalog } from '@stars/item-catalog';
import { replacing } from '@stars/platform/testing';
import type { PopularityTable } from '@stars/ranking';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { FallbackLists } from './fallback-lists.js';
import { failing, fake } from './testing/fake.js';
import { codesOf, newTestDegradations } from './testing/new-test-degradations.js';
import { newTestMetrics } from './testing/new-test-metrics.js';
import { newTestRequest, type RequestChanges } from './testing/new-test-request.js';
import { newTestStores, type TestStores } from './testing/new-test-stores.js';
import { servedBy } from './testing/served-by.js';

const { CANDIDATE_SOURCE_POPULAR: POPULAR, CANDIDATE_SOURCE_NEWEST: NEWEST } = CandidateSource;

let stores: TestStores;
beforeAll(async () => {
  stores = await newTestStores();
});
afterAll(() => stores.close());

interface Asked {
  model?: ServedModel;
  /** Before the first training. */
  withoutModel?: boolean;
  /** What sells best then. */
  sold?: PopularityTable;
  exclude?: readonly string[];
  catalog?: ItemCatalog;
}

async function find(changes: RequestChanges, asked: Asked = {}) {
  const { exclude = [], catalog = stores.catalog, withoutModel = false } = asked;
  const model = withoutModel ? undefined : (asked.model ?? stores.model);
  const degradations = newTestDegradations();
  const models = servedBy(() => model, asked.sold);
  const sut = new FallbackLists(catalog, models, newTestMetrics().metrics);
  const request = newTestRequest(changes);
  const question = { model, exclude: new Set(exclude), count: request.k };
  const { items, regional } = await sut.find(request, question, degradations);
  const bySource = Map.groupBy(items, ({ source }) => source);
  const lists = [...bySource].map(([source, found]) => [source, found.map(({ itemId }) => itemId)] as const);
  return { lists, items, regional, codes: codesOf(degradations) };
}

// Popular: everywhere soap, apple, rye; in the north pear, soap. The newest first: bleach, soap, roll, rye, plum, pear, apple.
describe('FallbackLists', () => {
  it('are what is popular in the region, then everywhere, if that is enough', async () => {
    const { lists, regional, items, codes } = await find({ region: 'north' });
    expect(lists).toEqual([[POPULAR, ['pear', 'soap', 'apple']]]);
    expect([...regional]).toEqual(['pear', 'soap']);
    expect(items.every(({ score }) => score === 0)).toBe(true);
    expect(codes).toEqual([]);
  });

  it('are then the newest items, enough to fill the answer whatever the first list has', async () => {
    const { lists } = await find({ shown: 4 });
    expect(lists[0]).toEqual([POPULAR, ['soap', 'apple', 'rye']]);
    const [source, newest] = lists[1]!;
    expect(source).toBe(NEWEST);
    const others = newest.filter((itemId) => !lists[0]![1].includes(itemId));
    expect(others).toEqual(['bleach', 'roll', 'plum', 'pear']);
  });

  it('have none of the items that are in the answer already, and as many others', async () => {
    const { lists, regional } = await find({ shown: 2, region: 'north' }, { exclude: ['pear', 'apple', 'bleach'] });
    expect(lists).toEqual([[POPULAR, ['soap', 'rye']]]);
    expect([...regional]).toEqual(['soap']);
    const found = (await find({ shown: 3 }, { exclude: ['soap', 'bleach'] })).lists.flatMap(([, ids]) => ids);
    expect(found).not.toContain('soap');
    expect(found).not.toContain('bleach');
    expect(new Set(found).size).toBeGreaterThanOrEqual(3);
  });

  it('obey filter and region', async () => {
    expect((await find({ shown: 1, region: 'south' })).lists).toEqual([[POPULAR, ['soap']]]);
    const fruit: Filter = { expression: { $case: 'in', value: { field: 'category', values: ['fruit'] } } };
    expect((await find({ shown: 3, filter: fruit, region: 'south' })).lists).toEqual([
      [POPULAR, ['apple']],
      [NEWEST, ['plum', 'apple']],
    ]);
  });

  it('are what sells best before the first model, in the region first, then the newest', async () => {
    const sold = { global: ['apple', 'plum'], byRegion: { north: ['pear'] } };
    const { lists, regional, codes } = await find({ shown: 3, region: 'north' }, { withoutModel: true, sold });
    expect(lists).toEqual([[POPULAR, ['pear', 'apple', 'plum']]]);
    expect([[...regional], codes]).toEqual([['pear'], []]);
    expect((await find({ shown: 3 }, { withoutModel: true, sold })).lists.map(([source]) => source)).toEqual([
      POPULAR,
      NEWEST,
    ]);
  });

  it('are the newest alone before the first event', async () => {
    const { lists, regional } = await find({ shown: 2 }, { withoutModel: true });
    expect(lists).toEqual([[NEWEST, ['bleach', 'soap']]]);
    expect(regional.size).toBe(0);
  });

  it('read the whole table only if its first items are not enough', async () => {
    const many = Array.from({ length: 1000 }, (_, n) => `i${n}`);
    const model = fake<ServedModel>({ version: 'm1', popularity: { global: many, byRegion: {} } });
    const passing = (itemIds: readonly string[]) => {
      const filterIds = vi.fn<ItemCatalog['filterIds']>(async (_tenant, ids) => ids.map((id) => itemIds.includes(id)));
      return replacing(stores.catalog, { filterIds });
    };
    const soon = passing(['i3', 'i100', 'i999']);
    expect((await find({ shown: 2 }, { model, catalog: soon })).lists).toEqual([[POPULAR, ['i3', 'i100']]]);
    expect(vi.mocked(soon.filterIds).mock.calls.map(([, ids]) => ids.length)).toEqual([108]);
    const late = passing(['i998', 'i999']);
    expect((await find({ shown: 2 }, { model, catalog: late })).lists).toEqual([[POPULAR, ['i998', 'i999']]]);
    expect(vi.mocked(late.filterIds).mock.calls.map(([, ids]) => ids.length)).toEqual([108, 1000]);
  });

  it('are empty while the catalogue is away, because no item is known to be eligible', async () => {
    const catalog = replacing(stores.catalog, { filterIds: failing() });
    expect(await find({}, { catalog })).toMatchObject({ lists: [], codes: ['STARS_UNAVAILABLE'] });
  });
});
