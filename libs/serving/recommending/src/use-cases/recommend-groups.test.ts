import { CatalogItem, RecommendGroupsRequest } from '@stars/contracts';
import { StarsError } from '@stars/errors';
import type { ItemCatalog } from '@stars/item-catalog';
import { replacing } from '@stars/platform/testing';
import type { ListEditor } from '@stars/text';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { surfacesFromJson } from '../surfaces.js';
import { SEEDED } from '../testing/grocery-seed.js';
import { newTestRecommending, type TestRecommendingOptions } from '../testing/new-test-recommending.js';
import { newTestStores, type TestStores } from '../testing/new-test-stores.js';

let stores: TestStores;
beforeAll(async () => {
  stores = await newTestStores();
});
afterAll(() => stores.close());

function newTestGroups(changes: Partial<TestRecommendingOptions> = {}) {
  const { recommendGroups, recorded } = newTestRecommending({ ...stores, ...changes });
  const ask = async (part: Parameters<typeof RecommendGroupsRequest.fromPartial>[0]) => {
    const request = RecommendGroupsRequest.fromPartial({ userId: SEEDED.fruitUser, field: 'category', ...part });
    const answer = await recommendGroups.execute(request, AbortSignal.timeout(10_000), performance.now() + 10_000);
    const rows = answer.groups.map(({ value, items }) => [value.at(-1), ...items.map(({ itemId }) => itemId)]);
    return { ...answer, rows, codes: answer.degradations.map(({ code }) => code) };
  };
  return { ask, recorded };
}

describe('RecommendGroups', () => {
  it('has each group with its best items, without a word of places that the grouped list leaves open', async () => {
    const { ask } = newTestGroups();
    const { rows, groups, codes } = await ask({ k: 3, items: 2 });
    // The list is rye, roll, apple, plum, pear, bleach, soap: bread has 1 + 1/2, fruit 1/3 + 1/4 + 1/5.
    expect(rows).toEqual([
      ['bread', 'rye', 'roll'],
      ['fruit', 'apple', 'plum'],
      ['cleaning', expect.any(String), expect.any(String)],
    ]);
    expect(groups.reduce((sum, { score }) => sum + score, 0)).toBeCloseTo(1, 9);
    expect(codes).toEqual([]);
    expect((await ask({ k: 4 })).codes).toEqual(['FEWER_GROUPS']);
  });

  it('is recorded as one page where a surface is named, whose rules for lists do not hold', async () => {
    const surfaces = surfacesFromJson({ rows: { category_caps: [{ items: 1 }], exclude_purchased: true } });
    const { ask, recorded } = newTestGroups({ surfaces });
    const { rows, recommendationId } = await ask({ surface: 'rows', k: 2, items: 3 });
    expect(rows.map(([name, ...ids]) => [name, ids.length])).toEqual([
      ['bread', 1],
      ['fruit', 2],
    ]);
    const pages = await recorded();
    expect(pages).toMatchObject([{ surface: 'rows', recommendationId }]);
    expect(pages[0]!.items.map(({ itemId, position }) => [itemId, position])).toEqual(
      rows.flatMap(([, ...ids]) => ids).map((itemId, position) => [itemId, position]),
    );
    await ask({});
    expect(await recorded()).toHaveLength(1);
  });

  it('puts an item of several values into the best of its groups', async () => {
    const tags: Record<string, unknown> = { rye: ['dark', 'whole'], roll: 'white', apple: ['whole', 7], plum: [{}] };
    const get: ItemCatalog['get'] = async (tenant, ids) =>
      (await stores.catalog.get(tenant, ids)).map(
        (item) => item && CatalogItem.create({ ...item, attributes: { tag: tags[item.itemId] } }),
      );
    const { ask } = newTestGroups({ catalog: replacing(stores.catalog, { get }) });
    const { rows } = await ask({ field: 'attributes.tag' });
    expect(rows).toEqual([
      ['whole', 'rye', 'apple'],
      ['white', 'roll'],
    ]);
  });

  it('keeps each item in its row, in the order that a language model gives it there', async () => {
    const edit: ListEditor['edit'] = async ({ items }) => ({ order: [...items.keys()].reverse(), reasons: [] });
    const listEditing = { editor: { name: 'reverser', edit }, rerank: true, items: 10, waitMs: 5000 };
    const { ask } = newTestGroups({ listEditing });
    const { rows, groups } = await ask({ k: 2, items: 2, explain: true });
    expect(rows).toEqual([
      ['bread', 'roll', 'rye'],
      ['fruit', 'plum', 'apple'],
    ]);
    for (const { items } of groups) expect(items.map(({ position }) => position)).toEqual([0, 1]);
  });

  it('has no groups while the catalogue is away, and says why', async () => {
    const away = Promise.reject(new StarsError('STARS_UNAVAILABLE', 'the catalogue is away'));
    away.catch(() => undefined);
    const { ask } = newTestGroups({ catalog: replacing(stores.catalog, { get: () => away }) });
    const { rows, codes } = await ask({ k: 2 });
    expect([rows, codes]).toEqual([[], ['STARS_UNAVAILABLE', 'FEWER_GROUPS']]);
  });
});
