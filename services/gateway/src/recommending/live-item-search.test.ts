import { RecommendMode, RecommendRequest } from '@stars/contracts';
import { createMetrics } from '@stars/platform';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { GatewayMetrics } from '../door/gateway-metrics.js';
import { Degradations } from './degradations.js';
import { LiveItemSearch } from './live-item-search.js';
import { LiveItemVectors } from './live-item-vectors.js';
import { StorePatience } from './store-patience.js';

const WIDTH = 4;
const metrics = new GatewayMetrics(createMetrics('gateway', { processMetrics: false }));
const MODE = RecommendMode.RECOMMEND_MODE_NEXT_INTENT;

const number = fc.integer({ min: -20, max: 20 }).map((x) => x / 4);
const vector = fc.array(number, { minLength: WIDTH, maxLength: WIDTH }).map((xs) => Float32Array.from(xs));
const item = fc.record({ vector, eligible: fc.boolean(), excluded: fc.boolean(), bonus: fc.constantFrom(0, 0, 1, 8) });

const dot = (a: Float32Array, b: Float32Array): number => a.reduce((sum, x, i) => sum + x * b[i]!, 0);

describe('LiveItemSearch', () => {
  it('gives the best k by score with signals, as brute force does, whatever the search had found', async () => {
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
          const found = { general: [], next: best(({ vector }) => dot(user, vector)) };
          const vectors = { general: user, next: user, asOf: 0 };
          const degradations = new Degradations(new StorePatience({ storeMs: 1000 }), performance.now() + 10_000);
          const merged = await search.merge(
            { modelVersion: 'm', request, depth, vectors, offset, found },
            degradations,
          );
          // Where the last places have one score, any of the items may be there.
          expect(merged.next.map(({ score }) => score)).toEqual(
            best(({ vector, bonus }) => dot(user, vector) + bonus).map(({ score }) => score),
          );
          expect(new Set(merged.next.map(({ itemId }) => itemId)).size).toBe(merged.next.length);
          expect(degradations.list()).toEqual([]);
        },
      ),
      { numRuns: 200 },
    );
  });
});

describe('LiveItemVectors', () => {
  it('asks the index once for one set of items, again after a failure, and for every version', async () => {
    const asked: string[] = [];
    let away = true;
    const vectors = new LiveItemVectors({
      getVectors: async (_tenant: string, version: string, ids: readonly string[]) => {
        asked.push(version);
        if (away) throw new Error('away');
        return ids.map((id) => (id === 'gone' ? undefined : Float32Array.of(1)));
      },
    } as never);
    const live = new Map([
      ['a', 1],
      ['gone', 1],
    ]);
    await expect(vectors.of('t', 'v1', live)).rejects.toThrow('away');
    away = false;
    await Promise.all([vectors.of('t', 'v1', live), vectors.of('t', 'v1', live)]);
    expect([...(await vectors.of('t', 'v1', live)).keys()]).toEqual(['a']);
    await vectors.of('t', 'v2', live);
    expect(asked).toEqual(['v1', 'v1', 'v2']);
  });
});
