import {
  DiversityMethod,
  PopularItemsRequest,
  RecommendMode,
  RecommendRequest,
  SimilarItemsRequest,
} from '@stars/contracts';
import { payloadOf } from '@stars/vector-index';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { newTestGateway, SEEDED, type TestGateway } from './testing/new-test-gateway.js';

const PLUM = { price: 4, salePrice: 3, image: 'https://shop/plum.jpg', link: 'https://shop/plum' };

let gateway: TestGateway;
beforeAll(async () => {
  gateway = await newTestGateway();
  // Before the first answer: what it shows is remembered for a while.
  const [plum] = await gateway.deps.catalog.get('default', ['plum']);
  await gateway.deps.catalog.upsert([{ ...plum!, ...PLUM, version: 50 }]);
});
afterAll(() => gateway.close());

const ask = (part: Partial<RecommendRequest>) =>
  gateway.recommendations.recommend(
    RecommendRequest.fromPartial({ userId: SEEDED.fruitUser, k: 5, region: 'north', scoreParts: true, ...part }),
  );
const idsOf = (response: { items: { itemId: string }[] }): string[] => response.items.map((item) => item.itemId);
const codesOf = (response: { degradations: { code: string }[] }): string[] =>
  response.degradations.map(({ code }) => code);
const NEXT = RecommendMode.RECOMMEND_MODE_NEXT_INTENT;
const spread = { method: DiversityMethod.DIVERSITY_METHOD_MMR, strength: 0.8, relevanceBudget: 0.5 };

describe('Recommend explains a score', () => {
  it('by long-term taste, present intent and repeat purchases', async () => {
    const { items } = await ask({ time: new Date(SEEDED.lastPurchase) });
    const partsOf = (itemId: string) => items.find((item) => item.itemId === itemId)!.scoreParts!;
    // h_gen is the mean of apple (1, 0, 0) and rye (0.1, 1, 0), h_next is rye.
    expect(partsOf('rye').generalInterest).toBeCloseTo(0.55 * 0.1 + 0.5, 5);
    expect(partsOf('rye').nextIntent).toBeCloseTo(1.01, 5);
    expect(partsOf('rye').buyAgain).toBeCloseTo(1, 5);
    expect(partsOf('apple').buyAgain).toBeCloseTo(Math.exp(-1 / 90), 5);
    expect(partsOf('roll')).toMatchObject({ buyAgain: 0, offsets: {}, diversity: 0, exploration: 0 });
    expect(items.every(({ propensity }) => propensity === 1)).toBe(true);
  });

  it('but not for items that do not depend on the user', async () => {
    const { items } = await ask({ userId: 'stranger' });
    expect(items.length).toBe(5);
    for (const { scoreParts, reason } of items) expect([scoreParts, reason !== '']).toEqual([undefined, true]);
  });

  it('only if the request asks for it', async () => {
    const { items } = await ask({ scoreParts: false });
    for (const { reason, scoreParts } of items) expect([scoreParts, reason !== '']).toEqual([undefined, true]);
  });

  it('not if the request wants no explanation, and the list is the same', async () => {
    const [explained, plain] = [await ask({}), await ask({ explain: false })];
    expect(idsOf(plain)).toEqual(idsOf(explained));
    expect(plain.items.map(({ title }) => title)).toEqual(explained.items.map(({ title }) => title));
    for (const { reason, scoreParts } of plain.items) expect({ reason, scoreParts }).toEqual({ reason: '' });
    expect(explained.items.every(({ reason, scoreParts }) => reason !== '' && scoreParts !== undefined)).toBe(true);
  });
});

describe('Recommend by the rules of the request', () => {
  it('carries what a page shows, where it is asked for', async () => {
    const { body } = await gateway.post('/v1/recommend', { user_id: SEEDED.fruitUser, k: 7, details: true });
    const details = new Map(
      body.items.map((item: { item_id: string; details: object }) => [item.item_id, item.details]),
    );
    const { salePrice: sale_price, ...others } = PLUM;
    expect(details.get('plum')).toEqual({ ...others, sale_price });
    expect(details.get('rye')).toEqual({ price: 5 });
    const similar = SimilarItemsRequest.fromPartial({ itemId: 'apple', k: 7, details: true });
    const { items } = await gateway.recommendations.similarItems(similar);
    expect(items.find(({ itemId }) => itemId === 'plum')!.details).toMatchObject(PLUM);
    for (const item of (await ask({ explain: false })).items) expect(item.details).toBeUndefined();
  });

  it('leaves out named and purchased items, also those of the request’s recent events', async () => {
    expect(idsOf(await ask({ k: 7, excludeItemIds: ['rye', 'soap', 'nothing'] })).sort()).toEqual(
      SEEDED.itemIds.filter((itemId) => !['rye', 'soap'].includes(itemId)).sort(),
    );
    const purchases = idsOf(await ask({ k: 7, excludePurchased: true }));
    expect(purchases.sort()).toEqual(SEEDED.itemIds.filter((itemId) => !['apple', 'rye'].includes(itemId)).sort());
    const body = { user_id: SEEDED.fruitUser, k: 7, exclude_purchased: true };
    const now = new Date(SEEDED.lastPurchase + 1000).toISOString();
    const recent_events = [
      { item_id: 'roll', type: 'purchase', time: now },
      { item_id: 'soap', type: 'view', time: now },
    ];
    const { body: answer } = await gateway.post('/v1/recommend', { ...body, recent_events });
    const left = answer.items.map((item: { item_id: string }) => item.item_id);
    expect(left).not.toContain('roll');
    expect(left).toContain('soap');
  });

  it('leaves out what the user dislikes, until that is undone, with and without a history', async () => {
    const at = (second: number): string => new Date(SEEDED.lastPurchase + 1000 * second).toISOString();
    const dislike = { type: 'dislike', time: at(1) };
    const listWith = async (user_id: string, ...recent_events: object[]): Promise<string[]> => {
      const { body } = await gateway.post('/v1/recommend', { user_id, k: 7, recent_events });
      return body.items.map((item: { item_id: string }) => item.item_id).sort();
    };
    for (const user of [SEEDED.fruitUser, 'stranger']) {
      const all = await listWith(user);
      const [item] = all;
      const others = all.filter((itemId) => itemId !== item);
      expect(await listWith(user, { ...dislike, item_id: item })).toEqual(others);
      const undone = { type: 'undo_dislike', item_id: item, time: at(2) };
      expect(await listWith(user, { ...dislike, item_id: item }, undone)).toEqual(all);
      const left = await listWith(user, { ...dislike, category: 'fruit' }, { ...dislike, brand: 'other' });
      expect(left).toEqual(all.filter((itemId) => !['apple', 'pear', 'plum'].includes(itemId)));
      expect(left.length).toBeLessThan(all.length);
      expect(await listWith(user, { ...dislike, brand: 'Farm' })).toEqual([]);
    }
  });

  it('leaves out what is in stock nowhere, with and without a region, a filter or a history', async () => {
    const all = idsOf(await ask({ k: 7 })).sort();
    const [tenantId, version] = ['default', 'm1'];
    const [plum] = await gateway.deps.catalog.get(tenantId, ['plum']);
    const store = async (inStock: boolean, at: number): Promise<void> => {
      const item = { ...plum!, inStock, version: at };
      await gateway.deps.catalog.upsert([item]);
      await gateway.deps.vectors.setPayload(tenantId, version, [{ itemId: 'plum', payload: payloadOf(item) }]);
    };
    await store(false, 100);
    for (const userId of [SEEDED.fruitUser, 'stranger']) {
      for (const region of ['north', 'south', '']) {
        expect(idsOf(await ask({ k: 7, userId, region }))).not.toContain('plum');
        expect(idsOf(await ask({ k: 7, userId, region, mode: NEXT }))).not.toContain('plum');
      }
    }
    const similar = await gateway.recommendations.similarItems(
      SimilarItemsRequest.fromPartial({ itemId: 'apple', k: 7 }),
    );
    expect(idsOf(similar)).not.toContain('plum');
    await store(true, 101);
    expect(idsOf(await ask({ k: 7 })).sort()).toEqual(all);
  });

  it('spreads the list, and says by how many places each item moved', async () => {
    const plain = await ask({ mode: NEXT, k: 3 });
    expect(idsOf(plain)).toEqual(['rye', 'roll', 'plum']);
    const { items } = await ask({ mode: NEXT, k: 3, diversity: spread });
    expect(idsOf({ items })).not.toEqual(idsOf(plain));
    const moved = items.map(({ position, scoreParts }) => position + scoreParts!.diversity);
    // The places before: the ranking of all.
    const all = idsOf(await ask({ mode: NEXT, k: 7 }));
    expect(moved.map((place) => all[place])).toEqual(idsOf({ items }));
    const none = await ask({ mode: NEXT, k: 3, diversity: { ...spread, relevanceBudget: 0 } });
    expect(none.items).toEqual(plain.items);
  });

  it('keeps category caps, and says if nothing else is left', async () => {
    const level = 1;
    const capped = await ask({ mode: NEXT, k: 3, categoryCaps: [{ level, items: 1 }] });
    expect(idsOf(capped)).toEqual(['rye', 'plum', 'bleach']);
    expect(codesOf(capped)).toEqual([]);
    const four = await ask({ mode: NEXT, k: 4, categoryCaps: [{ level, items: 1 }] });
    expect(idsOf(four)).toEqual(['rye', 'plum', 'bleach', 'roll']);
    expect(codesOf(four)).toEqual(['CATEGORY_CAP_EXCEEDED']);
  });

  it('explores the last places only, and gives the propensities', async () => {
    const exploration = { places: 1, rate: 0.5, candidates: 3, seed: undefined };
    const plain = idsOf(await ask({ k: 4 }));
    const seen = new Map<string, number>();
    for (let seed = 0; seed < 60; seed++) {
      const { items } = await ask({ k: 4, exploration: { ...exploration, seed } });
      expect(idsOf({ items }).slice(0, 3)).toEqual(plain.slice(0, 3));
      expect(items.slice(0, 3).every(({ propensity }) => propensity === 1)).toBe(true);
      seen.set(items[3]!.itemId, items[3]!.propensity);
    }
    expect(seen.get(plain[3]!)).toBeCloseTo(0.5 + 0.5 / 3, 12);
    expect([...seen.values()].sort()[0]).toBeCloseTo(0.5 / 3, 12);
    expect(seen.size).toBe(3);
  });

  it('also takes the rules from a query string', async () => {
    const rules = `exclude_item_ids=${encodeURIComponent('["rye"]')}&category_caps=${encodeURIComponent('[{"items":1}]')}`;
    const { status, body } = await gateway.get(
      `/v1/recommend?user_id=${SEEDED.fruitUser}&k=2&mode=ni&explain=false&deadline_ms=5000&${rules}`,
    );
    expect(status).toBe(200);
    expect(body.items.map((item: { item_id: string }) => item.item_id)).toEqual(['roll', 'plum']);
    expect(await gateway.get(`/v1/recommend?user_id=u&k=2&diversity=much`)).toMatchObject({
      status: 400,
      body: { error: { code: 'STARS_INVALID_FIELD', field: 'diversity' } },
    });
  });
});

describe('SimilarItems by rules', () => {
  const similar = (part: Partial<SimilarItemsRequest>) =>
    gateway.recommendations.similarItems(SimilarItemsRequest.fromPartial({ itemId: 'apple', k: 2, ...part }));

  it('leaves items out, caps categories, and lists degradations', async () => {
    expect(idsOf(await similar({}))).toEqual(['pear', 'plum']);
    expect(idsOf(await similar({ excludeItemIds: ['pear'] }))).toEqual(['plum', 'rye']);
    const capped = await similar({ categoryCaps: [{ level: undefined, items: 1 }] });
    expect(idsOf(capped)).toEqual(['pear', 'rye']);
    expect(capped.degradations).toEqual([]);
    expect(codesOf(await similar({ k: 50 }))).toEqual(['FEWER_ITEMS']);
  });
});

describe('Variants of a product', () => {
  it('stand once in a list, which is as long as it can be, and never beside the item that is asked about', async () => {
    const shop = await newTestGateway();
    const { catalog } = shop.deps;
    const known = await catalog.get('default', ['apple', 'pear', 'plum', 'rye', 'roll', 'soap', 'bleach']);
    const groupOf = new Map(known.map((item) => [item!.itemId, item!.category[1]!]));
    await catalog.upsert(known.map((item) => ({ ...item!, version: 50, itemGroupId: groupOf.get(item!.itemId)! })));
    const groupsOf = (list: { items: { itemId: string }[] }) =>
      list.items.map(({ itemId }) => groupOf.get(itemId)).sort();
    const PRODUCTS = ['bread', 'cleaning', 'fruit'];
    for (const userId of [SEEDED.fruitUser, 'stranger']) {
      for (const mode of [0, RecommendMode.RECOMMEND_MODE_NEXT_INTENT, RecommendMode.RECOMMEND_MODE_GENERAL_INTEREST]) {
        // The first answers do not know yet that there are variants.
        for (const k of [3, 3, 2]) {
          const list = await shop.recommendations.recommend(RecommendRequest.fromPartial({ userId, k, mode }));
          expect([userId, mode, new Set(groupsOf(list)).size]).toEqual([userId, mode, k]);
        }
      }
    }
    const similar = SimilarItemsRequest.fromPartial({ itemId: 'apple', k: 5 });
    expect(groupsOf(await shop.recommendations.similarItems(similar))).toEqual(['bread', 'cleaning']);
    expect(groupsOf(await shop.recommendations.popularItems(PopularItemsRequest.fromPartial({ k: 3 })))).toEqual(
      PRODUCTS,
    );
    await shop.close();
  });
});
