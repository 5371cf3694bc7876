import { RecommendMode, RecommendRequest } from '@stars/contracts';
import type { ItemCatalog } from '@stars/item-catalog';
import { createMetrics } from '@stars/platform';
import type { VectorIndex } from '@stars/vector-index';
import fc from 'fast-check';
import { describe, expect, it, vi } from 'vitest';
import type { FoundCandidates } from './candidate-search.js';
import { Degradations } from './degradations.js';
import { LiveItemSearch } from './live-item-search.js';
import { LiveItemVectors } from './live-item-vectors.js';
import { RecommendingMetrics } from './recommending-metrics.js';
import { StorePatience } from './store-patience.js';
import { failing, fake } from './testing/fake.js';
import { codesOf, newTestDegradations } from './testing/new-test-degradations.js';
import { newTestOffset } from './testing/new-test-offset.js';
import { newTestPrior } from './testing/new-test-prior.js';
import { newTestRequest, type RequestChanges } from './testing/new-test-request.js';

const WIDTH = 4;
const metrics = new RecommendingMetrics(createMetrics('gateway', { processMetrics: false }));
const MODE = RecommendMode.RECOMMEND_MODE_NEXT_INTENT;

const number = fc.integer({ min: -20, max: 20 }).map((x) => x / 4);
const vector = fc.array(number, { minLength: WIDTH, maxLength: WIDTH }).map((xs) => Float32Array.from(xs));
const item = fc.record({
  vector,
  eligible: fc.boolean(),
  excluded: fc.boolean(),
  bonus: fc.constantFrom(0, 0, 1, 8),
  shift: fc.constantFrom(0, 0, 2, -2),
});

const dot = (a: Float32Array, b: Float32Array): number => a.reduce((sum, x, i) => sum + x * b[i]!, 0);

describe('LiveItemSearch', () => {
  it('gives the best by score with signals and prior, as brute force does, whatever the search found', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(item, { maxLength: 60 }),
        vector,
        fc.integer({ min: 1, max: 8 }),
        async (items, user, depth) => {
          const all = items.map((each, i) => ({ ...each, itemId: `i${i}` }));
          const byId = new Map(all.map((each) => [each.itemId, each]));
          const best = (scoreOf: (each: (typeof all)[number]) => number) =>
            all
              .filter(({ eligible, excluded }) => eligible && !excluded)
              .map((each) => ({ itemId: each.itemId, score: scoreOf(each) }))
              .sort((a, b) => b.score - a.score || (a.itemId < b.itemId ? -1 : 1))
              .slice(0, depth);
          const search = new LiveItemSearch(
            new LiveItemVectors({
              getVectors: async (_tenant: string, _version: string, ids: readonly string[]) =>
                ids.map((id) => byId.get(id)!.vector),
            } as never),
            {
              filterIds: async (_tenant: string, ids: readonly string[]) => ids.map((id) => byId.get(id)!.eligible),
            } as never,
            metrics,
          );
          const live = new Map(
            all.filter(({ bonus }) => bonus > 0).map(({ itemId, bonus }) => [itemId, { total: bonus }]),
          );
          const offset = {
            live,
            bonusFor: () => (itemId: string) => live.get(itemId)?.total ?? 0,
            moved: (x: Float32Array) => x,
            signalParts: () => ({ byName: new Map(), ownOf: () => [] }),
          };
          const excludeItemIds = all.filter(({ excluded }) => excluded).map(({ itemId }) => itemId);
          const request = RecommendRequest.fromPartial({ userId: 'u', mode: MODE, excludeItemIds });
          const prior = newTestPrior(Object.fromEntries(all.map(({ itemId, shift }) => [itemId, shift])));
          const found = { general: [], next: best(({ vector, shift }) => dot(user, vector) + shift) };
          const vectors = { general: user, next: user, asOf: 0 };
          const degradations = new Degradations(new StorePatience({ storeMs: 1000 }), performance.now() + 10_000);
          const merged = await search.merge(
            { modelVersion: 'm', request, depth, vectors, offset, prior, found },
            degradations,
          );
          // If the last places have equal scores, any of their items may be there.
          expect(merged.next.map(({ score }) => score)).toEqual(
            best(({ vector, bonus, shift }) => dot(user, vector) + bonus + shift).map(({ score }) => score),
          );
          expect(new Set(merged.next.map(({ itemId }) => itemId)).size).toBe(merged.next.length);
          expect(degradations.list()).toEqual([]);
        },
      ),
      { numRuns: 200 },
    );
  });
});

describe('LiveItemSearch, asked by a request', () => {
  const user = { general: Float32Array.of(1), next: Float32Array.of(10), asOf: 0 };
  const found: FoundCandidates = {
    general: [
      { itemId: 'a', score: 5 },
      { itemId: 'b', score: 4 },
    ],
    next: [],
  };
  const MODE_GENERAL = RecommendMode.RECOMMEND_MODE_GENERAL_INTEREST;

  /** A search of two items; vectors of one number, which is what general interest scores. */
  function newTestLiveSearch(stores: Partial<VectorIndex & ItemCatalog> = {}, vectors: Record<string, number> = {}) {
    const filterIds = vi.fn<ItemCatalog['filterIds']>(
      stores.filterIds ?? (async (_tenant, ids) => ids.map(() => true)),
    );
    const getVectors = vi.fn<VectorIndex['getVectors']>(
      stores.getVectors ??
        (async (_tenant, _version, ids) =>
          ids.map((id) => (vectors[id] === undefined ? undefined : Float32Array.of(vectors[id])))),
    );
    const index = new LiveItemVectors(fake<VectorIndex>({ getVectors }));
    const sut = new LiveItemSearch(index, fake<ItemCatalog>({ filterIds }), metrics);
    const degradations = newTestDegradations();
    /** @param bonuses what signals add @param most what they add at most */
    const merge = async (bonuses: Record<string, number>, changes: RequestChanges = {}, most = bonuses) => {
      const request = newTestRequest({ mode: MODE_GENERAL, shown: 2, ...changes });
      const offset = { ...newTestOffset(bonuses), live: newTestOffset(most).live };
      const lists = await sut.merge(
        { modelVersion: 'm', request, depth: request.k, vectors: user, offset, prior: undefined, found },
        degradations,
      );
      return lists.general.map(({ itemId, score }) => [itemId, score]);
    };
    return { merge, filterIds, getVectors, codes: () => codesOf(degradations) };
  }
  const asFound = [
    ['a', 5],
    ['b', 4],
  ];

  it('gives an item the place that its signal earns, whether it was found or not', async () => {
    const { merge } = newTestLiveSearch({}, { b: 4, far: -1 });
    expect(await merge({ b: 3 })).toEqual([
      ['b', 7],
      ['a', 5],
    ]);
    expect(await merge({ b: 3, far: 7 })).toEqual([
      ['b', 7],
      ['far', 6],
    ]);
  });

  it('checks eligibility only of items that reach the last place, a few at a time', async () => {
    const { merge, filterIds } = newTestLiveSearch({}, { low: 2, high: 3 });
    expect(await merge({ low: 2, high: 2 })).toEqual([
      ['a', 5],
      ['high', 5],
    ]);
    expect(filterIds.mock.calls.map(([, ids]) => ids)).toEqual([['high']]);
    const many = Object.fromEntries(Array.from({ length: 40 }, (_, n) => [`i${n}`, 100 - n]));
    const picky = newTestLiveSearch({ filterIds: async (_tenant, ids) => ids.map((id) => id === 'i9') }, many);
    const bonuses = Object.fromEntries(Object.keys(many).map((itemId) => [itemId, 1]));
    expect(await picky.merge(bonuses)).toEqual([
      ['i9', 92],
      ['a', 5],
    ]);
    expect(picky.filterIds.mock.calls.map(([, ids]) => ids.length)).toEqual([4, 8, 16, 12]);
  });

  it('places an item by what its signals add, not by their bound, and not before one of the same score', async () => {
    const { merge, filterIds } = newTestLiveSearch({}, { aa: -1 });
    expect(await merge({ aa: 3 }, {}, { aa: 9 })).toEqual(asFound);
    expect(await merge({ aa: 5 }, {}, { aa: 9 })).toEqual(asFound);
    expect(filterIds).not.toHaveBeenCalled();
  });

  it('asks no store while no item has a signal, and changes nothing if the index has none of these items', async () => {
    const { merge, getVectors, filterIds } = newTestLiveSearch();
    expect(await merge({})).toEqual(asFound);
    expect(getVectors).not.toHaveBeenCalled();
    expect(await merge({ gone: 9 })).toEqual(asFound);
    expect(filterIds).not.toHaveBeenCalled();
  });

  it('shows no item with a signal that the request excludes', async () => {
    const { merge } = newTestLiveSearch({}, { far: 9 });
    expect(await merge({ far: 9 }, { excludeItemIds: ['far'] })).toEqual(asFound);
  });

  it('changes nothing without the index; without the catalogue only found items may move up', async () => {
    const withoutIndex = newTestLiveSearch({ getVectors: failing() });
    expect(await withoutIndex.merge({ b: 3 })).toEqual(asFound);
    expect(withoutIndex.codes()).toEqual(['STARS_UNAVAILABLE']);
    const withoutCatalog = newTestLiveSearch({ filterIds: failing() }, { b: 4, far: 9 });
    expect(await withoutCatalog.merge({ b: 3, far: 9 })).toEqual([
      ['b', 7],
      ['a', 5],
    ]);
    expect(withoutCatalog.codes()).toEqual(['STARS_UNAVAILABLE']);
  });
});
