import { activityClient, GetActivityRequest } from '@stars/contracts';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { newTestGateway, SEEDED, type TestGateway } from './testing/new-test-gateway.js';

const MINUTE = 60_000;
let gateway: TestGateway;
let now: number;
beforeAll(async () => {
  gateway = await newTestGateway();
  now = gateway.deps.clock!();
});
afterAll(() => gateway.close());

const at = (minutes: number): string => new Date(now + minutes * MINUTE).toISOString();
const between = (query = ''): string => `/v1/activity?from=${at(-30)}&until=${at(30)}&bucket=day${query}`;

const ROW = { answers: 0, confirmed: 0 };
const COUNTS = {
  ...{ views: 0, add_to_carts: 0, removals_from_cart: 0, purchases: 0, refunds: 0 },
  ...{ units: 0, revenue: 0, units_without_price: 0 },
};

describe('activity', () => {
  it('has a click and an order within seconds, with placements, origins and the prices of the catalogue', async () => {
    const list = { user_id: SEEDED.fruitUser, region: 'north' };
    const page = await gateway.post('/v1/recommend/page', {
      ...{ ...list, surface: 'home' },
      placements: [
        { surface: 'for_you', k: 1 },
        { surface: 'new', mode: 'newest', k: 1 },
      ],
    });
    const { recommendation_id, placements } = page.body;
    const [shown, other] = placements.map(({ items }: { items: { item_id: string }[] }) => items[0]!.item_id);
    const [item] = await gateway.deps.catalog.get('default', [shown]);
    // No consumer of catalogue changes runs here.
    await gateway.deps.catalog.upsert([{ ...item!, price: 3, salePrice: 2, version: item!.version + 1 }]);
    const event = (id: string, item_id: string, type: string, more: object = { recommendation_id }) => ({
      ...{ event_id: id, user_id: SEEDED.fruitUser, item_id, type, time: at(1) },
      ...more,
    });
    const interactions = [
      event('click', shown, 'view'),
      event('order', shown, 'purchase', { recommendation_id, quantity: 3 }),
      event('led', 'of-another-page', 'purchase'),
      event('unknown', shown, 'view', { recommendation_id: 'of-nobody' }),
      event('own', other, 'add_to_cart', {}),
    ];
    const confirm = { recommendation_id, user_id: SEEDED.fruitUser, item_ids: [shown], surface: 'home', time: at(1) };
    expect((await gateway.post('/v1/track', { interactions })).status).toBe(200);
    expect((await gateway.post('/v1/track', { interactions })).status).toBe(200);
    expect((await gateway.post('/v1/impressions/confirm', confirm)).status).toBe(200);
    const { body } = await vi.waitFor(
      async () => {
        const answer = await gateway.get(between('&top_items=1&time_zone=Europe/Berlin'));
        expect(answer.status).toBe(200);
        expect(answer.body.placements).toHaveLength(2);
        return answer;
      },
      { timeout: 15_000, interval: 500 },
    );
    const rows = body.rows.map(({ start: _, ...row }: { start: string }) => row);
    expect(rows).toEqual([
      {
        ...ROW,
        placement: '',
        origin: 'led_to',
        events: { ...COUNTS, purchases: 1, units: 1, units_without_price: 1 },
      },
      { ...ROW, placement: '', origin: 'no_impression', events: { ...COUNTS, views: 1 } },
      { ...ROW, placement: '', origin: 'other', events: { ...COUNTS, add_to_carts: 1 } },
      {
        ...{ placement: 'for_you', origin: 'direct', answers: 1, confirmed: 1 },
        events: { ...COUNTS, views: 1, purchases: 1, units: 3, revenue: 6 },
      },
      { ...ROW, placement: 'new', origin: 'direct', answers: 1, events: COUNTS },
    ]);
    const model = { model_versions: [{ name: page.body.model_version, answers: 1 }] };
    expect(body.placements).toMatchObject([
      { placement: 'for_you', top_items: [{ item_id: shown, answers: 1, views: 1, purchases: 1 }], ...model },
      { placement: 'new', modes: [{ name: 'newest', answers: 1 }], ...model },
    ]);
    expect(body).toMatchObject({ items_shown: 2, within_days: 7, as_of: at(0) });
    expect(body.catalog_items).toBe(await gateway.deps.catalog.count('default'));
    const client = activityClient(`127.0.0.1:${gateway.grpcPort}`);
    const asked = { from: new Date(now - 30 * MINUTE), until: new Date(now + 30 * MINUTE), tenantId: 'another' };
    expect(await client.getActivity(GetActivityRequest.fromPartial(asked))).toMatchObject({ rows: [], itemsShown: 0 });
    client.close();
  }, 30_000);

  it.each([
    ['/v1/activity', 'STARS_FIELD_REQUIRED', 'from'],
    ['/v1/activity?from=2016-01-01T00:00:00Z&time_zone=Mars/Olympus', 'STARS_INVALID_FIELD', 'time_zone'],
    ['/v1/activity?from=2017-01-01T00:00:00Z&until=2016-01-01T00:00:00Z', 'STARS_OUT_OF_RANGE', 'until'],
    ['/v1/activity?from=2016-01-01T00:00:00Z&until=2017-01-01T00:00:00Z', 'STARS_OUT_OF_RANGE', 'from'],
    ['/v1/activity?from=2016-01-01T00:00:00Z&within_days=31', 'STARS_OUT_OF_RANGE', 'within_days'],
  ])('%s is %s', async (path, code, field) => {
    const { status, body } = await gateway.get(path);
    expect([status, body.error.code, body.error.field]).toEqual([400, code, field]);
  });
});
