import { InteractionType, ItemFeatures } from '@stars/contracts';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { newTestGateway, SEEDED, type TestGateway } from './testing/new-test-gateway.js';

let gateway: TestGateway;
beforeAll(async () => {
  gateway = await newTestGateway();
});
afterAll(() => gateway.close());

const { INTERACTION_TYPE_VIEW: view, INTERACTION_TYPE_PURCHASE: purchase } = InteractionType;

describe('an item', () => {
  it('is read with its regions and tags, over both transports', async () => {
    const features = { tenantId: 'default', itemId: 'pear', itemVersion: 2, tags: ['fruit'] };
    const embedding = new Uint8Array(new Float32Array([1]).buffer);
    await gateway.deps.catalog.putFeatures([ItemFeatures.fromPartial({ ...features, embedding, textHash: '' })]);
    const { status, body } = await gateway.get('/v1/items/pear');
    expect(status).toBe(200);
    expect(body).toMatchObject({
      item: {
        item_id: 'pear',
        title: 'Pears',
        price: 3,
        regions: { north: { in_stock: true }, south: { in_stock: false } },
      },
      tags: ['fruit'],
    });
    const overGrpc = await gateway.lookups.getItem({ tenantId: '', itemId: 'pear' });
    expect([overGrpc.item?.title, overGrpc.tags]).toEqual(['Pears', ['fruit']]);
  });

  it('may have any id', async () => {
    const [apple] = await gateway.deps.catalog.get('default', ['apple']);
    for (const itemId of ['a/b', 'ä ö?x=1&y#z', '50%', '..', 'delete', '+']) {
      await gateway.deps.catalog.upsert([{ ...apple!, itemId }]);
      // A client takes the segment ".." away, encoded or not.
      if (itemId === '..') continue;
      const { body } = await gateway.get(`/v1/items/${encodeURIComponent(itemId)}`);
      expect(body.item.item_id).toBe(itemId);
    }
  });

  it('that is not there is an error with its field', async () => {
    const { status, body } = await gateway.get('/v1/items/ghost');
    expect([status, body.error]).toEqual([
      404,
      { code: 'STARS_NOT_FOUND', field: 'item_id', message: 'there is no item ghost' },
    ]);
    const known = { tenantId: 'other', itemId: 'pear' };
    await expect(gateway.lookups.getItem(known)).rejects.toMatchObject({ code: 'STARS_NOT_FOUND', field: 'item_id' });
    const unknown = await gateway.get('/v1/items/pear?item_id=apple');
    expect(unknown).toMatchObject({ status: 400, body: { error: { code: 'STARS_INVALID_FIELD', field: 'item_id' } } });
    const broken = await gateway.get('/v1/items/%E0%A4%A');
    expect(broken).toMatchObject({ status: 400, body: { error: { code: 'STARS_INVALID_FIELD' } } });
  });
});

describe('a user', () => {
  it('is read with features, counts and times', async () => {
    await gateway.deps.profiles.putFeatures('default', [
      { userId: SEEDED.fruitUser, version: 1, features: { age: 41, segment: 'b', member: true } },
    ]);
    const { body } = await gateway.get(`/v1/users/${SEEDED.fruitUser}`);
    const last = new Date(SEEDED.lastPurchase).toISOString();
    expect(body).toEqual({
      user_id: SEEDED.fruitUser,
      features: { age: 41, segment: 'b', member: true },
      events: 2,
      purchases: 2,
      last_event_time: last,
      vector_time: last,
    });
    const other = await gateway.lookups.getUser({ tenantId: 'default', userId: SEEDED.notEncoded });
    expect(other).toMatchObject({ features: {}, events: 1, vectorTime: undefined });
  });

  it.each(['', '/history'])('that is not known is an error with its field: %s', async (path) => {
    const { status, body } = await gateway.get(`/v1/users/ghost${path}`);
    expect([status, body.error.code, body.error.field]).toEqual([404, 'STARS_NOT_FOUND', 'user_id']);
  });
});

describe('a history', () => {
  const append = (userId: string, times: readonly number[], from = 0) =>
    gateway.deps.profiles.appendEvents('default', [
      {
        userId,
        events: times.map((time, at) => ({
          eventId: `${userId}/${from + at}`,
          itemId: `i-${from + at}`,
          type: at % 2 === 0 ? view : purchase,
          time,
          region: 'north',
        })),
      },
    ]);

  it('comes newest first', async () => {
    await append('reader', [1000, 3000, 2000]);
    const { body } = await gateway.get('/v1/users/reader/history');
    expect(body.next_page_token).toBe('');
    expect(body.events).toEqual(
      [
        ['i-1', 'purchase', 3000],
        ['i-2', 'view', 2000],
        ['i-0', 'view', 1000],
      ].map(([item_id, type, time]) => ({ item_id, type, time: new Date(time!).toISOString(), region: 'north' })),
    );
  });

  it('comes whole and once, by pages of any size, also while new events come', async () => {
    let run = 0;
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.integer({ min: 0, max: 5 }), { minLength: 1, maxLength: 12 }),
        fc.integer({ min: 1, max: 5 }),
        async (times, pageSize) => {
          const userId = `pages-${run++}`;
          await append(userId, times);
          const whole = await gateway.lookups.getUserHistory({ tenantId: '', userId, pageSize: 0, pageToken: '' });
          const seen: string[] = [];
          let pageToken = '';
          do {
            const page = await gateway.lookups.getUserHistory({ tenantId: '', userId, pageSize, pageToken });
            expect(page.events.length).toBeLessThanOrEqual(pageSize);
            seen.push(...page.events.map(({ itemId }) => itemId));
            pageToken = page.nextPageToken;
            await append(userId, [10_000 + seen.length], 100 + seen.length);
          } while (pageToken !== '');
          expect(seen).toEqual(whole.events.map(({ itemId }) => itemId));
        },
      ),
      { numRuns: 20 },
    );
  });

  it.each([
    ['page_token=abc', 'STARS_INVALID_FIELD', 'page_token'],
    ['page_size=501', 'STARS_OUT_OF_RANGE', 'page_size'],
    ['page=2', 'STARS_INVALID_FIELD', 'page'],
  ])('is not read with %s', async (query, code, field) => {
    const { status, body } = await gateway.get(`/v1/users/${SEEDED.fruitUser}/history?${query}`);
    expect([status, body.error.code, body.error.field]).toEqual([400, code, field]);
  });
});

describe('what is popular', () => {
  it('is listed over both transports', async () => {
    const { body } = await gateway.get('/v1/popular?region=north&k=2&exclude_item_ids=["pear"]');
    const overGrpc = await gateway.recommendations.popularItems({
      tenantId: '',
      k: 2,
      region: 'north',
      filter: undefined,
      excludeItemIds: ['pear'],
      categoryCaps: [],
      deadlineMs: 0,
      language: '',
    });
    expect(body.items.map((item: { item_id: string }) => item.item_id)).toEqual(['soap', 'apple']);
    expect(overGrpc.items.map(({ itemId }) => itemId)).toEqual(['soap', 'apple']);
  });
});

describe('a search for items', () => {
  const search = async (body: object) => {
    const { status, body: answer } = await gateway.post('/v1/search-items', body);
    expect([status, answer.error]).toEqual([200, undefined]);
    return answer as { items: { item_id: string; in_stock: boolean }[]; has_more: boolean };
  };
  const idsOf = (answer: { items: { item_id: string }[] }): string[] => answer.items.map(({ item_id }) => item_id);

  it('finds by words and filters what is sold in a region, by pages', async () => {
    const [pear] = await gateway.deps.catalog.get('default', ['pear']);
    const texts = { description: 'Sweet and green', brand: 'Orchard', price: 3 };
    await gateway.deps.catalog.upsert([
      { ...pear!, ...texts, itemId: 'williams', title: 'Williams pears', version: 20, itemGroupId: 'g' },
      { ...pear!, ...texts, itemId: 'williams-2', title: 'Williams pears', version: 21, itemGroupId: 'g', price: 9 },
      { ...pear!, ...texts, itemId: 'juice', title: 'Juice of williams pears', version: 22, inStock: false },
    ]);
    const found = await search({ query: 'green Williams pear', region: 'north', k: 1 });
    expect(found).toMatchObject({ items: [{ title: 'Williams pears', in_stock: true }], has_more: true });
    expect(found.items[0]).toMatchObject({ description: 'Sweet and green', brand: 'Orchard' });
    const rest = await search({ query: 'green Williams pear', region: 'north', offset: 1 });
    expect([idsOf(rest), rest.has_more]).toEqual([['pear'], false]);
    expect(idsOf(await search({ query: 'pear', region: 'south' }))).toEqual([]);
    const filter = { range: { field: 'price', min: 8 } };
    expect(idsOf(await search({ query: 'pear', filter }))).toEqual(['williams-2']);
  });

  it('without words is the newest, and of ids those that pass, sold out or not', async () => {
    const newest = await search({ k: 1 });
    expect([idsOf(newest)[0], newest.has_more]).toEqual(['williams-2', true]);
    const item_ids = ['juice', 'ghost', 'williams', 'juice', 'williams-2'];
    const named = await search({ item_ids });
    expect(idsOf(named)).toEqual(['juice', 'williams', 'williams-2']);
    expect(named.items.map(({ in_stock }) => in_stock)).toEqual([false, true, true]);
    const filter = { range: { field: 'price', min: 8 } };
    expect(idsOf(await search({ item_ids, filter }))).toEqual(['williams-2']);
    expect((await search({ item_ids, tenant_id: 'other' })).items).toEqual([]);
  });

  it.each([
    [{ query: 'a', item_ids: ['b'] }, 'STARS_INVALID_FIELD', 'query'],
    [{ query: 'a', offset: 999 }, 'STARS_OUT_OF_RANGE', 'offset'],
    [{ query: 'x'.repeat(1001) }, 'STARS_TOO_LARGE', 'query'],
    [{ filter: { in: { field: 'colour', values: ['red'] } } }, 'STARS_UNKNOWN_FILTER_FIELD', 'filter.in.field'],
  ])('refuses %j', async (request, code, field) => {
    const { body } = await gateway.post('/v1/search-items', request);
    expect(body.error).toMatchObject({ code, field });
  });
});
