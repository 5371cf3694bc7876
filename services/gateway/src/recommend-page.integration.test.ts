import {
  type CategoryCap,
  type Placement,
  RecommendMode,
  RecommendPageRequest,
  RecommendRequest,
} from '@stars/contracts';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  BUCKETS,
  changedIds,
  eligibleIds,
  FilteredShop,
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

const { RECOMMEND_MODE_GOES_WITH: GOES_WITH, RECOMMEND_MODE_ALTERNATIVES: ALTERNATIVES } = RecommendMode;

const { RECOMMEND_MODE_BACK_IN_STOCK: BACK_IN_STOCK, RECOMMEND_MODE_PRICE_DROPPED: PRICE_DROPPED } = RecommendMode;

const ids = (most: number) =>
  fc.array(
    fc.nat(ITEMS + 5).map((n) => `i${n}`),
    { maxLength: most },
  );
const filter = fc.constantFrom(1, 5, 25, BUCKETS, BUCKETS).map((n) => (n === BUCKETS ? undefined : inBuckets(n)));
const placement = fc
  .record({
    mode: fc.integer({ min: 0, max: 13 }),
    k: fc.integer({ min: 1, max: 12 }),
    filter,
    seedItemIds: ids(4),
    candidateItemIds: fc.oneof({ weight: 4, arbitrary: fc.constant<string[]>([]) }, ids(60)),
    excludePurchased: fc.constantFrom(undefined, true),
    categoryCaps: fc.constantFrom<CategoryCap[]>([], [], [{ level: 1, items: 2 }], [{ level: 0, items: 3 }]),
    windowDays: fc.constantFrom(undefined, 1, 28),
  })
  .map(({ mode, seedItemIds, candidateItemIds, ...list }) => ({
    ...{ ...list, mode },
    seedItemIds: [GOES_WITH, ALTERNATIVES].includes(mode) && seedItemIds.length === 0 ? ['i3'] : seedItemIds,
    candidateItemIds: mode < GOES_WITH ? candidateItemIds : [],
  }));
const page = fc.record({
  served: fc.constantFrom('plain', 'secondStage', 'secondStage', 'none'),
  userId: fc.constantFrom('regular', 'visitor', 'stranger'),
  region: fc.constantFrom('', 'south'),
  filter,
  excludeItemIds: ids(30),
  placements: fc.array(placement, { minLength: 1, maxLength: 6 }),
});

/** Asks for random pages, and for each list apart, with what stands above it excluded. */
async function askPages(numRuns: number): Promise<{ lists: number; filled: number }> {
  const seen = { lists: 0, filled: 0 };
  await fc.assert(
    fc.asyncProperty(page, async ({ served, placements: lists, ...shared }) => {
      shop.model = MODELS[served];
      const placements = lists.map(
        (list): Placement => ({ ...RecommendPageRequest.fromPartial({ placements: [list] }).placements[0]! }),
      );
      const asked = RecommendPageRequest.fromPartial({ ...shared, placements });
      const answer = await shop.gateway.recommendations.recommendPage(asked);
      const above: string[] = [];
      for (const [n, { items: shown }] of answer.placements.entries()) {
        const list = placements[n]!;
        const operands = [shared.filter, list.filter].flatMap((each) => each ?? []);
        const request = RecommendRequest.fromPartial({
          ...{ ...shared, ...list },
          filter: operands.length > 0 ? { expression: { $case: 'all', value: { operands } } } : undefined,
          excludeItemIds: [...shared.excludeItemIds, ...above],
        });
        const apart = await shop.gateway.recommendations.recommend(request);
        const found = shown.map(({ itemId }) => itemId);
        expect(found).toEqual(apart.items.map(({ itemId }) => itemId));
        const bought = new Set(list.excludePurchased ? purchasesOf(shared.userId) : []);
        const allowed = new Set(
          eligibleIds({ ...request, excludeItemIds: [...request.excludeItemIds, ...list.seedItemIds] }, bought),
        );
        expect(found.filter((itemId) => !allowed.has(itemId))).toEqual([]);
        if (list.mode >= BACK_IN_STOCK && list.categoryCaps.length === 0)
          expect(found).toEqual(changedIds(request, allowed).slice(0, list.k));
        above.push(...found);
        seen.lists++;
        if (found.length === list.k) seen.filled++;
      }
      expect(answer.placements).toHaveLength(lists.length);
      expect(new Set(above).size).toBe(above.length);
    }),
    { numRuns },
  );
  return seen;
}

describe('RecommendPage', () => {
  it('gives the lists of single requests that exclude what stands above, and no item that a filter forbids', async () => {
    const { lists, filled } = await askPages(120);
    expect(filled).toBeGreaterThan(lists / 10);
  });

  it('does so for 10,000 pages', { tags: ['long'], timeout: 3_600_000 }, async () => {
    await askPages(10_000);
  });

  it('has what sells best, what trends, what is new, and what is like a seed, in their order', async () => {
    shop.model = MODELS['secondStage'];
    const modes = [8, 9, 10, 11] as RecommendMode[];
    const { placements, recommendationId } = await shop.gateway.recommendations.recommendPage(
      RecommendPageRequest.fromPartial({
        userId: 'stranger',
        placements: modes.map((mode) => ({ mode, k: 5, seedItemIds: mode === 8 ? ['i3'] : [] })),
      }),
    );
    expect(recommendationId).not.toBe('');
    const [alternatives, trending, sellers, newest] = placements.map((list) => list.items.map(({ itemId }) => itemId));
    const kindOf = (itemId: string): string => items[Number(itemId.slice(1))]!.category[1]!;
    expect(alternatives!.map(kindOf)).toEqual(Array(5).fill(kindOf('i3')));
    expect(trending).toHaveLength(5);
    expect(sellers).toHaveLength(5);
    const above = new Set([alternatives, trending, sellers].flat());
    const latest = items.map(({ itemId }) => itemId).reverse();
    expect(newest).toEqual(latest.filter((itemId) => !above.has(itemId)).slice(0, 5));
  });

  it('has what is back in stock and whose price dropped, with reasons, and no drops for a stranger', async () => {
    shop.model = MODELS['secondStage'];
    const ask = async (userId: string, mode: RecommendMode) => {
      const request = RecommendRequest.fromPartial({
        userId,
        mode,
        region: 'south',
        windowDays: 28,
        details: true,
        k: 5,
      });
      return { ...(await shop.gateway.recommendations.recommend(request)), request };
    };
    for (const [mode, code] of [
      [BACK_IN_STOCK, 'BACK_IN_STOCK'],
      [PRICE_DROPPED, 'PRICE_DROPPED'],
    ] as const) {
      const { items: shown, request } = await ask('regular', mode);
      expect(shown).toHaveLength(5);
      const allowed = new Set(eligibleIds(request, new Set()));
      expect(shown.map(({ itemId }) => itemId)).toEqual(changedIds(request, allowed).slice(0, 5));
      expect(new Set(shown.map(({ reasonCode }) => reasonCode))).toEqual(new Set([code]));
    }
    const { items: dropped } = await ask('regular', PRICE_DROPPED);
    const { details, reason } = dropped[0]!;
    expect(details!.priceBefore).toBe(details!.price! + 1);
    expect(reason).toBe(`Was ${details!.priceBefore}, now ${details!.price}`);
    const { items: none, degradations } = await ask('stranger', PRICE_DROPPED);
    expect(none).toEqual([]);
    expect(degradations.map(({ code }) => code).sort()).toEqual(['FEWER_ITEMS', 'STARS_UNKNOWN_USER']);
  });

  it('refuses what cannot be answered, with the path of the placement', async () => {
    const ask = (part: object) =>
      shop.gateway.recommendations.recommendPage(RecommendPageRequest.fromPartial({ userId: 'regular', ...part }));
    await expect(ask({})).rejects.toMatchObject({ code: 'STARS_FIELD_REQUIRED', field: 'placements' });
    const list = { mode: GOES_WITH };
    const missing = { code: 'STARS_FIELD_REQUIRED', field: 'placements[1].seed_item_ids' };
    await expect(ask({ placements: [{ k: 3 }, list] })).rejects.toMatchObject(missing);
    const many = Array.from({ length: 3 }, () => ({ k: 400 }));
    await expect(ask({ placements: many })).rejects.toMatchObject({ code: 'STARS_TOO_LARGE', field: 'placements' });
  });
});
