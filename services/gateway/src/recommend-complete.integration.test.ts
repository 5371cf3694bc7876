import { DiversityMethod, RecommendMode, RecommendRequest, type RecommendResponse } from '@stars/contracts';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  BUCKETS,
  eligibleIds,
  FilteredShop,
  histories,
  ITEMS,
  inBuckets,
  items,
  MODELS,
  purchasesOf,
} from './testing/filtered-shop.js';

let shop: FilteredShop;
beforeAll(async () => {
  shop = await FilteredShop.open();
});
afterAll(() => shop.gateway.close());

const asked = fc.record({
  served: fc.constantFrom('plain', 'secondStage', 'none'),
  userId: fc.constantFrom('regular', 'visitor', 'stranger'),
  k: fc.oneof(fc.integer({ min: 1, max: 30 }), fc.integer({ min: 1, max: 450 })),
  mode: fc.integer({ min: 0, max: 5 }),
  region: fc.constantFrom('', 'south'),
  buckets: fc.oneof(fc.constantFrom(0, 1, 5, 15, BUCKETS), fc.nat(BUCKETS)),
  excludeItemIds: fc.array(
    fc.nat(ITEMS).map((n) => `i${n}`),
    { maxLength: 60 },
  ),
  candidateItemIds: fc.oneof(
    fc.constant<string[]>([]),
    // The last ones are not in the catalogue.
    fc.array(
      fc.nat(ITEMS + 20).map((n) => `i${n}`),
      { minLength: 1, maxLength: 200 },
    ),
  ),
  excludePurchased: fc.boolean(),
  caps: fc.uniqueArray(fc.record({ level: fc.constantFrom(undefined, 0, 1), items: fc.integer({ min: 1, max: 5 }) }), {
    selector: ({ level }) => level,
    maxLength: 2,
  }),
  strength: fc.constantFrom(0, 0, 0.5, 1),
  dpp: fc.boolean(),
  places: fc.nat(3),
});

/** How many of the list break a cap, by counting from the top. */
function pastCaps({ categoryCaps }: RecommendRequest, response: RecommendResponse): number {
  const counts = new Map<string, number>();
  let past = 0;
  for (const { itemId } of response.items) {
    const { category } = items[Number(itemId.slice(1))]!;
    const keys = categoryCaps.map(({ level, items: most }) => ({
      key: category.slice(0, (level ?? 1) + 1).join('/') + level,
      most,
    }));
    if (keys.some(({ key, most }) => (counts.get(key) ?? 0) >= most)) past++;
    for (const { key } of keys) counts.set(key, (counts.get(key) ?? 0) + 1);
  }
  return past;
}

describe('Recommend, at every selectivity and by every rule', () => {
  it('gives k items whenever k are eligible, only eligible ones, and none twice', async () => {
    const seen = { short: 0, past: 0 };
    await fc.assert(
      fc.asyncProperty(asked, async ({ served, userId, buckets, caps, strength, dpp, places, ...part }) => {
        shop.model = MODELS[served];
        const request = RecommendRequest.fromPartial({
          ...part,
          userId,
          mode: part.mode as RecommendMode,
          ...(buckets === BUCKETS ? {} : { filter: inBuckets(buckets) }),
          categoryCaps: caps,
          diversity: {
            method: dpp ? DiversityMethod.DIVERSITY_METHOD_DPP : DiversityMethod.DIVERSITY_METHOD_MMR,
            strength,
            relevanceBudget: 0.2,
          },
          exploration: { places: Math.min(places, part.k), rate: 0.5, candidates: 5, seed: 1 },
        });
        const purchases = purchasesOf(userId);
        const eligible = eligibleIds(request, new Set(request.excludePurchased ? purchases : []));
        const response = await shop.gateway.recommendations.recommend(request);
        const ids = response.items.map(({ itemId }) => itemId);
        expect(ids).toHaveLength(Math.min(request.k, eligible.length));
        expect(new Set(ids).size).toBe(ids.length);
        const allowed = new Set(eligible);
        expect(ids.filter((itemId) => !allowed.has(itemId))).toEqual([]);
        const codes = response.degradations.map(({ code }) => code);
        expect(codes.includes('FEWER_ITEMS')).toBe(eligible.length < request.k);
        const unknown = request.candidateItemIds.some((itemId) => Number(itemId.slice(1)) >= ITEMS);
        expect(codes.includes('UNKNOWN_ITEMS')).toBe(unknown);
        const past = pastCaps(request, response);
        expect(codes.includes('CATEGORY_CAP_EXCEEDED')).toBe(past > 0);
        if (eligible.length < request.k) seen.short++;
        if (past > 0) seen.past++;
      }),
      { numRuns: 300 },
    );
    expect(seen.short).toBeGreaterThan(20);
    expect(seen.past).toBeGreaterThan(5);
  });

  it('ranks the candidates that a request names as among all items', async () => {
    shop.model = MODELS['secondStage'];
    const scoresOf = async (part: Partial<RecommendRequest>) => {
      const { items } = await shop.gateway.recommendations.recommend(RecommendRequest.fromPartial(part));
      return items.map(({ itemId, score }) => ({ itemId, score }));
    };
    for (const [userId, events] of Object.entries(histories)) {
      const some = (await scoresOf({ userId, k: 60 })).filter((_, n) => n % 3 === 0);
      const ids = new Set(some.map(({ itemId }) => itemId));
      // Without any item that the user had, the weights for unseen items would rank.
      const candidateItemIds = [...ids, ...events.map(({ itemId }) => itemId)].sort();
      const ranked = await scoresOf({ userId, candidateItemIds });
      expect(new Set(ranked.map(({ itemId }) => itemId))).toEqual(new Set(candidateItemIds));
      expect(ranked.filter(({ itemId }) => ids.has(itemId))).toEqual(some);
    }
  });

  it('keeps a cap wherever items of other categories are left', async () => {
    // Eight departments of three are twenty-four; one more is past the cap.
    for (const [served, one] of Object.entries(MODELS)) {
      shop.model = one;
      for (const userId of Object.keys(histories)) {
        const request = RecommendRequest.fromPartial({ userId, k: 24, categoryCaps: [{ level: 0, items: 3 }] });
        const response = await shop.gateway.recommendations.recommend(request);
        expect([served, userId, pastCaps(request, response)]).toEqual([served, userId, 0]);
        expect(response.items).toHaveLength(24);
        const more = await shop.gateway.recommendations.recommend({ ...request, k: 25 });
        expect(pastCaps({ ...request, k: 25 }, more)).toBe(1);
        expect(more.degradations.map(({ code }) => code)).toContain('CATEGORY_CAP_EXCEEDED');
      }
    }
  });
});
