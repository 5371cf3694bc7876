import { RecommendGroupsRequest, type RecommendGroupsResponse, RecommendRequest } from '@stars/contracts';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  BUCKETS,
  eligibleIds,
  FilteredShop,
  ITEMS,
  inBuckets,
  items,
  MODELS,
  purchasesOf,
} from './testing/filtered-shop.js';

/** How many places of the ranking are grouped. */
const GROUPED = 300;

let shop: FilteredShop;
beforeAll(async () => {
  shop = await FilteredShop.open();
});
afterAll(() => shop.gateway.close());

const by = fc.constantFrom(
  { field: 'category' },
  { field: 'category', level: 0 },
  { field: 'category', level: 1 },
  { field: 'category', level: 2 },
  { field: 'brand' },
  { field: 'attributes.bucket' },
  { field: 'attributes.nothing' },
);
const asked = fc.record({
  by,
  served: fc.constantFrom('plain', 'secondStage', 'secondStage', 'none'),
  userId: fc.constantFrom('regular', 'visitor', 'stranger'),
  k: fc.integer({ min: 1, max: 50 }),
  items: fc.integer({ min: 1, max: 20 }),
  region: fc.constantFrom('', 'south'),
  filter: fc.constantFrom(0, 1, 5, 25, BUCKETS).map((n) => (n === BUCKETS ? undefined : inBuckets(n))),
  excludeItemIds: fc.array(
    fc.nat(ITEMS + 5).map((n) => `i${n}`),
    { maxLength: 60 },
  ),
  excludePurchased: fc.boolean(),
});

/** The groups of an item of the shop. */
function valuesOf({ field, level }: { field: string; level?: number }, itemId: string): string[][] {
  const { category, brand, attributes } = items[Number(itemId.slice(1))]!;
  if (field === 'brand') return [[brand]];
  if (field === 'category') return level === 2 ? [] : [category.slice(0, (level ?? 1) + 1)];
  return field === 'attributes.bucket' ? [[attributes.bucket]] : [];
}

/** The groups of a ranking, by looking at each item. */
function groupsOf(
  ranked: readonly string[],
  how: { field: string; level?: number },
  most: { k: number; items: number },
) {
  const sums = new Map<string, number>();
  ranked.forEach((itemId, place) => {
    for (const value of valuesOf(how, itemId)) {
      sums.set(value.join('/'), (sums.get(value.join('/')) ?? 0) + 1 / (place + 1));
    }
  });
  const names = [...sums.keys()].sort((a, b) => sums.get(b)! - sums.get(a)!);
  return names.slice(0, most.k).map((name) => ({
    name,
    ids: ranked
      .filter((itemId) => valuesOf(how, itemId).some((value) => value.join('/') === name))
      .slice(0, most.items),
  }));
}

const shown = ({ groups }: RecommendGroupsResponse) =>
  groups.map(({ value, items: row }) => ({ name: value.join('/'), ids: row.map(({ itemId }) => itemId) }));

describe('RecommendGroups', () => {
  it('groups the list that a Recommend has, and no item that a rule forbids', async () => {
    let filled = 0;
    await fc.assert(
      fc.asyncProperty(asked, async ({ by: how, served, k, items: most, ...list }) => {
        shop.model = MODELS[served];
        const { recommendations } = shop.gateway;
        const request = RecommendRequest.fromPartial({ ...list, k: GROUPED });
        const ranking = await recommendations.recommend(request);
        const answer = await recommendations.recommendGroups(
          RecommendGroupsRequest.fromPartial({ ...list, ...how, k, items: most }),
        );
        const ranked = ranking.items.map(({ itemId }) => itemId);
        expect(shown(answer)).toEqual(groupsOf(ranked, how, { k, items: most }));
        const found = shown(answer).flatMap(({ ids }) => ids);
        const allowed = eligibleIds(request, new Set(list.excludePurchased ? purchasesOf(list.userId) : []));
        expect(found.filter((itemId) => !allowed.includes(itemId))).toEqual([]);
        for (const { items: row, score } of answer.groups) {
          expect(row.map(({ position }) => position)).toEqual(row.map((_, position) => position));
          expect(score > 0 && score <= 1 + 1e-9).toBe(true);
        }
        const codes = answer.degradations.map(({ code }) => code);
        expect(codes.includes('FEWER_GROUPS')).toBe(answer.groups.length < k);
        expect(codes).not.toContain('FEWER_ITEMS');
        if (answer.groups.length === k) filled++;
      }),
      { numRuns: 120 },
    );
    expect(filled).toBeGreaterThan(10);
  });

  it('answers over HTTP as over gRPC, with titles, reasons and what a page shows', async () => {
    shop.model = MODELS['secondStage'];
    const body = { user_id: 'regular', field: 'category', level: 0, details: true };
    const { status, body: answer } = await shop.gateway.post('/v1/recommend/groups', body);
    expect(status).toBe(200);
    const { recommendationId, ...grpc } = await shop.gateway.recommendations.recommendGroups(
      RecommendGroupsRequest.fromPartial({ userId: 'regular', field: 'category', level: 0 }),
    );
    expect(recommendationId).not.toBe(answer.recommendation_id);
    const named = answer.groups.map(({ value, items: row }: { value: string[]; items: { item_id: string }[] }) => ({
      name: value.join('/'),
      ids: row.map(({ item_id }) => item_id),
    }));
    expect(named).toEqual(shown({ recommendationId, ...grpc }));
    // There are eight departments, and four items are shown of each.
    expect(named.map(({ ids }: { ids: string[] }) => ids.length)).toEqual(Array(8).fill(4));
    const [first] = answer.groups[0].items;
    expect(first).toMatchObject({
      position: 0,
      title: expect.stringMatching(/^Item /),
      reason: expect.stringMatching(/./),
    });
    expect(first.details.price).toBeGreaterThanOrEqual(0);
    expect(answer.degradations.map(({ code }: { code: string }) => code)).toEqual(['FEWER_GROUPS']);
  });

  it('has nothing of a category that the user dislikes', async () => {
    shop.model = MODELS['secondStage'];
    const ask = async (...recent_events: object[]): Promise<string[]> => {
      const body = { user_id: 'regular', field: 'category', level: 0, k: 50, recent_events };
      const { body: answer } = await shop.gateway.post('/v1/recommend/groups', body);
      return answer.groups.map(({ value }: { value: string[] }) => value[0]);
    };
    const all = await ask();
    const disliked = { type: 'dislike', category: all[0], time: '2017-11-21T00:00:00Z' };
    expect((await ask(disliked)).sort()).toEqual(all.slice(1).sort());
  });

  it('refuses what makes no groups, with the field', async () => {
    const ask = (part: Partial<RecommendGroupsRequest>) =>
      shop.gateway.recommendations.recommendGroups(RecommendGroupsRequest.fromPartial({ userId: 'regular', ...part }));
    await expect(ask({})).rejects.toMatchObject({ code: 'STARS_FIELD_REQUIRED', field: 'field' });
    await expect(ask({ field: 'price' })).rejects.toMatchObject({ code: 'STARS_INVALID_FIELD', field: 'field' });
    const level = { code: 'STARS_INVALID_FIELD', field: 'level' };
    await expect(ask({ field: 'brand', level: 0 })).rejects.toMatchObject(level);
    await expect(ask({ field: 'brand', k: 51 })).rejects.toMatchObject({ code: 'STARS_OUT_OF_RANGE', field: 'k' });
    const many = { code: 'STARS_OUT_OF_RANGE', field: 'items' };
    await expect(ask({ field: 'brand', items: 21 })).rejects.toMatchObject(many);
  });

  it('has for who objects what a request without a profile has', async () => {
    shop.model = MODELS['secondStage'];
    const ask = async (part: Partial<RecommendGroupsRequest>) => {
      const request = RecommendGroupsRequest.fromPartial({ userId: 'regular', field: 'category', ...part });
      return shown(await shop.gateway.recommendations.recommendGroups(request));
    };
    const unknown = await ask({ withoutProfile: true });
    expect(await ask({})).not.toEqual(unknown);
    expect(await shop.gateway.post('/v1/users/object', { user_id: 'regular' })).toMatchObject({ status: 200 });
    expect(await ask({})).toEqual(unknown);
  });
});
