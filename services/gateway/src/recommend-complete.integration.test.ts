import {
  CatalogItem,
  DiversityMethod,
  type Filter,
  filterFieldsOf,
  InteractionType,
  matchesFilter,
  RecommendMode,
  RecommendRequest,
  type RecommendResponse,
  soldIn,
} from '@stars/contracts';
import { ContextTimeline } from '@stars/features';
import { type ServedModel, ServedSecondStage } from '@stars/inference';
import { learnedModel, tinySecondStage } from '@stars/inference/testing';
import type { HistoryEvent } from '@stars/profile-store';
import { seededRandom } from '@stars/ranking';
import { PlainModel, servedBy } from '@stars/recommending/testing';
import { payloadOf } from '@stars/vector-index';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { newTestGateway, SEEDED, type TestGateway } from './testing/new-test-gateway.js';

const ITEMS = 400;
const BUCKETS = 50;
const TIME = SEEDED.lastPurchase;

const random = seededRandom(3);
const vectorsOf = Array.from({ length: ITEMS }, () => Float32Array.from({ length: 3 }, () => random() * 2 - 1));
/** The direction of a vector, by the signs of its numbers: nearly all items near a user are of one department. */
const octant = (n: number): string => [...vectorsOf[n]!].map((x) => (x < 0 ? '-' : '+')).join('');

/** Every bucket holds 2% of the items; a tenth is sold out in the south; every sixteenth has no vector yet. */
const items = Array.from(
  { length: ITEMS },
  (_, n): CatalogItem & { price: number; attributes: { bucket: string } } => ({
    ...CatalogItem.fromPartial({
      tenantId: 'default',
      itemId: `i${n}`,
      version: n + 1,
      title: `Item ${n}`,
      brand: 'B',
    }),
    category: [`department ${octant(n)}`, `shelf ${n % 9}`],
    price: n % 31,
    attributes: { bucket: String(n % BUCKETS) },
    regions: n % 10 === 0 ? { south: { inStock: false }, north: { inStock: true } } : {},
  }),
);
const hasVector = (n: number): boolean => n % 16 !== 5;
const vectors = new Map(items.map(({ itemId }, n) => [itemId, vectorsOf[n]!]));

const event = (n: number, type: InteractionType): HistoryEvent => ({
  eventId: `e${n}-${type}`,
  itemId: `i${n}`,
  type,
  time: TIME - n * 1e6,
  region: 'north',
});
const { INTERACTION_TYPE_PURCHASE: PURCHASE, INTERACTION_TYPE_VIEW: VIEW } = InteractionType;
const histories: Record<string, HistoryEvent[]> = {
  regular: Array.from({ length: 60 }, (_, n) => event(3 * n, n % 4 === 0 ? VIEW : PURCHASE)),
  visitor: [event(7, VIEW)],
  stranger: [],
};

let model: ServedModel | undefined;
let gateway: TestGateway;
beforeAll(async () => {
  gateway = await newTestGateway({ deps: () => ({ servedModels: servedBy(() => model) }) });
  const { catalog, vectors: index, profiles } = gateway.deps;
  await catalog.delete(
    'default',
    SEEDED.itemIds.map((itemId) => ({ itemId, version: 100 })),
  );
  await index.delete('default', 'm1', SEEDED.itemIds);
  await catalog.upsert(items);
  await index.upsert(
    'default',
    'm1',
    items
      .filter((_, n) => hasVector(n))
      .map((item) => ({ itemId: item.itemId, vector: vectors.get(item.itemId)!, payload: payloadOf(item) })),
  );
  const known = Object.entries(histories).filter(([, events]) => events.length > 0);
  await profiles.appendEvents(
    'default',
    known.map(([userId, events]) => ({ userId, events })),
  );
});
afterAll(() => gateway.close());

const popularity = { global: items.slice(0, 30).map(({ itemId }) => itemId), byRegion: {} };
const plain = new PlainModel('m1', vectors, popularity);
const learnedItems = items.map(({ itemId }) => itemId).sort();
const secondStage = new ServedSecondStage(learnedModel(learnedItems), tinySecondStage(ITEMS, { seed: 4 }), async () => {
  return new ContextTimeline();
});
const MODELS: Record<string, ServedModel | undefined> = {
  plain,
  secondStage: Object.assign(Object.create(plain), { secondStage }),
  none: undefined,
};

const inBuckets = (count: number): Filter => ({
  expression: {
    $case: 'in',
    value: {
      field: 'attributes.bucket',
      values: Array.from({ length: count }, (_, bucket) => String((bucket * 7) % BUCKETS)),
    },
  },
});

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

const eligibleIds = (
  { filter, region, excludeItemIds, candidateItemIds }: RecommendRequest,
  bought: ReadonlySet<string>,
): string[] =>
  items
    .filter((item) => {
      if (candidateItemIds.length > 0 && !candidateItemIds.includes(item.itemId)) return false;
      const fields = filterFieldsOf(item);
      const passes = (!filter || matchesFilter(filter, fields)) && soldIn(fields.regions, region);
      return passes && !excludeItemIds.includes(item.itemId) && !bought.has(item.itemId);
    })
    .map(({ itemId }) => itemId);

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
        model = MODELS[served];
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
        const purchases = histories[userId]!.filter(({ type }) => type === PURCHASE).map(({ itemId }) => itemId);
        const eligible = eligibleIds(request, new Set(request.excludePurchased ? purchases : []));
        const response = await gateway.recommendations.recommend(request);
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
    model = MODELS['secondStage'];
    const scoresOf = async (part: Partial<RecommendRequest>) => {
      const { items } = await gateway.recommendations.recommend(RecommendRequest.fromPartial(part));
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
      model = one;
      for (const userId of Object.keys(histories)) {
        const request = RecommendRequest.fromPartial({ userId, k: 24, categoryCaps: [{ level: 0, items: 3 }] });
        const response = await gateway.recommendations.recommend(request);
        expect([served, userId, pastCaps(request, response)]).toEqual([served, userId, 0]);
        expect(response.items).toHaveLength(24);
        const more = await gateway.recommendations.recommend({ ...request, k: 25 });
        expect(pastCaps({ ...request, k: 25 }, more)).toBe(1);
        expect(more.degradations.map(({ code }) => code)).toContain('CATEGORY_CAP_EXCEEDED');
      }
    }
  });
});
