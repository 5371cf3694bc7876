import { CandidateSource, CatalogItem } from '@stars/contracts';
import type { ItemCatalog } from '@stars/item-catalog';
import { replacing } from '@stars/platform/testing';
import type { ListRules, RankedItem } from '@stars/ranking';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import type { ArrangeQuestion } from './list-arranger.js';
import { failing } from './testing/fake.js';
import { codesOf, newTestDegradations } from './testing/new-test-degradations.js';
import { newTestListArranger } from './testing/new-test-list-arranger.js';
import { newTestArrangeQuestion } from './testing/new-test-request.js';
import { newTestStores, type TestStores } from './testing/new-test-stores.js';

/** All of the grocery: three fruits, two breads, two for cleaning. */
const RANKED = ['apple', 'pear', 'plum', 'rye', 'roll', 'soap', 'bleach'];
const SPREAD: ListRules['diversity'] = { method: 'mmr', strength: 1, relevanceBudget: 1 };
const ONE_EACH = [{ field: 'category', level: 1, items: 1 }];

let stores: TestStores;
beforeAll(async () => {
  stores = await newTestStores();
});
afterAll(() => stores.close());

const rankedOf = (itemIds: readonly string[]): RankedItem[] =>
  itemIds.map((itemId, position) => ({
    itemId,
    position,
    score: -position,
    source: CandidateSource.CANDIDATE_SOURCE_NEXT_INTENT,
  }));

/** An arranger over the stores' titles and vectors, with the questions that they were asked. */
function newTestArranger(changes: Partial<Pick<ItemCatalog, 'get'> & Pick<TestStores['vectors'], 'getVectors'>> = {}) {
  const get = vi.fn<ItemCatalog['get']>(changes.get ?? ((...asked) => stores.catalog.get(...asked)));
  const getVectors = vi.fn<TestStores['vectors']['getVectors']>(
    changes.getVectors ?? ((...asked) => stores.vectors.getVectors(...asked)),
  );
  const vectors = replacing(stores.vectors, { getVectors });
  const sut = newTestListArranger({ catalog: replacing(stores.catalog, { get }), vectors });
  const degradations = newTestDegradations();
  const arrange = async (question: Partial<ArrangeQuestion> & { shown?: number }, itemIds = RANKED) => {
    const arranged = await sut.arrange(rankedOf(itemIds), newTestArrangeQuestion(question), degradations);
    return { ...arranged, ids: arranged.items.map(({ itemId }) => itemId) };
  };
  return { sut, arrange, get, getVectors, codes: () => codesOf(degradations) };
}

describe('ListArranger', () => {
  it('gives the start of the ranking if there are no rules, and asks for no vectors', async () => {
    const { arrange, getVectors } = newTestArranger();
    const { ids, overCap, fullValues } = await arrange({});
    expect([ids, overCap, fullValues]).toEqual([['apple', 'pear', 'plum'], 0, []]);
    expect(getVectors).not.toHaveBeenCalled();
  });

  it('shows the best variant of each product, with none of the item that was asked about, from more ranked items', async () => {
    const groupOf: Record<string, string> = { apple: 'fruit', pear: 'fruit', rye: 'bread', roll: 'bread' };
    const get: ItemCatalog['get'] = async (tenantId, ids) =>
      ids.map((itemId) => CatalogItem.fromPartial({ tenantId, itemId, itemGroupId: groupOf[itemId] }));
    const { sut, arrange } = newTestArranger({ get });
    expect(sut.poolSize('default', 3, { caps: [] })).toBe(3);
    expect(await arrange({})).toMatchObject({ ids: ['apple', 'plum', 'rye'], variants: 2 });
    expect(await arrange({ besides: ['roll'] })).toMatchObject({ ids: ['apple', 'plum', 'soap'], variants: 3 });
    expect(await arrange({ shown: 7 })).toMatchObject({ ids: ['apple', 'plum', 'rye', 'soap', 'bleach'] });
    expect([sut.poolSize('default', 3, { caps: [] }), sut.poolSize('other', 3, { caps: [] })]).toEqual([12, 3]);
  });

  it('applies caps by the catalogue’s categories, and names those that are full', async () => {
    const { arrange, get, getVectors } = newTestArranger();
    const { ids, overCap, fullValues } = await arrange({ rules: { caps: ONE_EACH } });
    expect([ids, overCap]).toEqual([['apple', 'rye', 'soap'], 0]);
    expect(fullValues.map(({ value }) => value).sort()).toEqual(['bread', 'cleaning', 'fruit']);
    expect(get.mock.calls.map(([tenant, ids]) => [tenant, ids])).toEqual([['default', RANKED]]);
    expect(getVectors).not.toHaveBeenCalled();
    expect(await arrange({ shown: 4, rules: { caps: ONE_EACH } })).toMatchObject({
      ids: ['apple', 'rye', 'soap', 'pear'],
      overCap: 1,
    });
  });

  it('spreads by the vectors of the version that serves', async () => {
    const { arrange, getVectors, codes } = newTestArranger();
    const { ids } = await arrange({ rules: { caps: [], diversity: SPREAD } });
    // Rolls have no more in common with apples than soap has, and are ranked before it.
    expect(ids).toEqual(['apple', 'roll', 'soap']);
    expect(getVectors.mock.calls).toEqual([['default', 'm1', RANKED]]);
    expect(codes()).toEqual([]);
  });

  it('spreads nothing before the first model', async () => {
    const { sut, getVectors } = newTestArranger();
    const { modelVersion: _, ...question } = newTestArrangeQuestion({ rules: { caps: [], diversity: SPREAD } });
    const { items } = await sut.arrange(rankedOf(RANKED), question, newTestDegradations());
    expect(items.map(({ itemId }) => itemId)).toEqual(['apple', 'pear', 'plum']);
    expect(getVectors).not.toHaveBeenCalled();
  });

  it('applies no caps without the catalogue, spreads nothing without the index, and says so', async () => {
    const withoutCatalog = newTestArranger({ get: failing() });
    expect((await withoutCatalog.arrange({ rules: { caps: ONE_EACH } })).ids).toEqual(['apple', 'pear', 'plum']);
    expect(withoutCatalog.codes()).toEqual(['STARS_UNAVAILABLE']);
    const withoutIndex = newTestArranger({ getVectors: failing('STARS_NOT_FOUND') });
    const rules = { caps: ONE_EACH, diversity: SPREAD };
    expect((await withoutIndex.arrange({ rules })).ids).toEqual(['apple', 'rye', 'soap']);
    expect(withoutIndex.codes()).toEqual(['STARS_MODEL_NOT_READY']);
  });

  it('shows no item twice, as many as are asked for if they exist, and keeps caps until nothing else is left', async () => {
    const rule = fc.record({
      shown: fc.integer({ min: 1, max: 8 }),
      itemIds: fc.shuffledSubarray(RANKED),
      cap: fc.option(fc.integer({ min: 1, max: 3 })),
      spread: fc.boolean(),
      exploration: fc.option(
        fc.record({ places: fc.integer({ min: 1, max: 3 }), rate: fc.double({ min: 0.1, max: 1, noNaN: true }) }),
      ),
      draws: fc.infiniteStream(fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true })),
    });
    await fc.assert(
      fc.asyncProperty(rule, async ({ shown, itemIds, cap, spread, exploration, draws }) => {
        const { arrange } = newTestArranger();
        const rules: ListRules = {
          caps: cap === null ? [] : [{ field: 'category', level: 1, items: cap }],
          ...(spread ? { diversity: { method: 'dpp', strength: 0.5, relevanceBudget: 0.5 } } : {}),
          ...(exploration ? { exploration: { ...exploration, candidates: 2 } } : {}),
        };
        const random = () => draws.next().value!;
        const { ids, items, overCap } = await arrange({ shown, rules, random }, itemIds);
        expect(new Set(ids).size).toBe(ids.length);
        expect(ids.every((itemId) => itemIds.includes(itemId))).toBe(true);
        expect(ids).toHaveLength(Math.min(shown, itemIds.length));
        expect(items.map(({ position }) => position)).toEqual(ids.map((_, place) => place));
        for (const { propensity } of items) expect(propensity > 0 && propensity <= 1).toBe(true);
        const cards = await stores.catalog.get('default', ids.slice(0, ids.length - overCap));
        const counts = Map.groupBy(cards, (card) => card!.category[1]);
        for (const placed of counts.values()) expect(placed.length).toBeLessThanOrEqual(cap ?? shown);
      }),
      { numRuns: 60 },
    );
  });
});
