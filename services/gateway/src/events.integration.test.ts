import {
  CatalogChange,
  Impression,
  Interaction,
  type InteractionType,
  ownKindsFromJson,
  TOPICS,
  UserChange,
} from '@stars/contracts';
import type { BusMessage } from '@stars/event-bus';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { newTestGateway, SEEDED, type TestGateway } from './testing/new-test-gateway.js';

const PURCHASE = 3 as InteractionType.INTERACTION_TYPE_PURCHASE;

const purchase = (itemId: string, userId = 'anna'): Interaction =>
  Interaction.fromPartial({ userId, itemId, type: PURCHASE, time: new Date(SEEDED.lastPurchase) });

let gateway: TestGateway;
beforeEach(async () => {
  gateway = await newTestGateway();
});
afterEach(() => gateway.close());

async function onTopic(topic: string): Promise<BusMessage[]> {
  const messages: BusMessage[] = [];
  for await (const batch of gateway.deps.bus.read({ topic })) messages.push(...batch);
  return messages;
}

describe('Track', () => {
  it('answers after events are on the bus, each once even if it is sent often', async () => {
    const impressions = [
      Impression.fromPartial({
        userId: 'anna',
        pageId: 'p1',
        surface: 'home',
        time: new Date(SEEDED.lastPurchase),
        items: [{ itemId: 'apple', position: 0, propensity: 0.5 }],
      }),
    ];
    // Two equal purchases in one request are two.
    const request = { interactions: [purchase('apple'), purchase('apple'), purchase('soap')], impressions };
    expect(await gateway.events.track(request)).toEqual({ accepted: 4, duplicates: 0 });
    expect(await gateway.events.track(request)).toEqual({ accepted: 4, duplicates: 4 });
    const interactions = (await onTopic(TOPICS.interactions)).map((message) => Interaction.decode(message.value));
    expect(interactions.map((event) => event.itemId)).toEqual(['apple', 'apple', 'soap']);
    expect(await onTopic(TOPICS.impressions)).toHaveLength(1);
  });

  it('keeps the recommendation that an event came from, and counts such events', async () => {
    const answer = await gateway.post('/v1/recommend', { user_id: 'anna' });
    const { recommendation_id, items } = answer.body;
    const click = { user_id: 'anna', item_id: items[0].item_id, type: 'view', time: '2017-11-20T12:00:00Z' };
    const order = { ...click, type: 'purchase', time: '2017-11-20T12:05:00Z' };
    const interactions = [{ ...click, recommendation_id }, { ...order, recommendation_id }, order];
    expect(await gateway.post('/v1/track', { interactions })).toMatchObject({ status: 200, body: { duplicates: 0 } });
    const stored = (await onTopic(TOPICS.interactions)).map((message) => Interaction.decode(message.value));
    expect(stored.map(({ recommendationId }) => recommendationId)).toEqual([recommendation_id, recommendation_id, '']);
    const { body: metrics } = await gateway.get('/metrics');
    expect(metrics).toMatch(/stars_gateway_events_total\{type="purchase",recommended="yes".*\} 1\n/);
    expect(metrics).toMatch(/stars_gateway_events_total\{type="purchase",recommended="no".*\} 1\n/);
    const long = { interactions: [{ ...click, recommendation_id: 'x'.repeat(513) }] };
    expect(await gateway.post('/v1/track', long)).toMatchObject({
      status: 413,
      body: { error: { code: 'STARS_TOO_LARGE', field: 'interactions[0].recommendation_id' } },
    });
  });

  it('takes a kind of the shop’s own, which counts as the settings say, also in recent events', async () => {
    await gateway.close();
    gateway = await newTestGateway({ deps: () => ({ kinds: ownKindsFromJson({ wishlist: 'add_to_cart' }) }) });
    const event = { user_id: 'anna', item_id: 'apple', kind: 'wishlist', time: '2017-11-20T12:00:00Z' };
    expect(await gateway.post('/v1/track', { interactions: [event] })).toMatchObject({ status: 200 });
    const [stored] = (await onTopic(TOPICS.interactions)).map((message) => Interaction.decode(message.value));
    expect(stored).toMatchObject({ kind: 'wishlist', type: 2 });
    const { user_id, ...recent } = event;
    expect(await gateway.post('/v1/recommend', { user_id, recent_events: [recent] })).toMatchObject({ status: 200 });
    expect(await gateway.post('/v1/track', { interactions: [{ ...event, kind: 'subscribe' }] })).toMatchObject({
      status: 400,
      body: { error: { code: 'STARS_UNKNOWN_TYPE', field: 'interactions[0].kind' } },
    });
  });

  it('stores nothing of a call with one bad element', async () => {
    const call = gateway.events.track({ interactions: [purchase('apple'), purchase('soap', '')], impressions: [] });
    await expect(call).rejects.toMatchObject({ code: 'STARS_FIELD_REQUIRED', field: 'interactions[1].user_id' });
    expect(await onTopic(TOPICS.interactions)).toEqual([]);
  });
});

describe('items and users', () => {
  it('gives changes without a version a later version than earlier changes', async () => {
    const item = { item_id: 'fig', title: 'Figs' };
    expect(await gateway.post('/v1/items', { items: [item] })).toEqual({ status: 200, body: { accepted: 1 } });
    expect(await gateway.post('/v1/items', { items: [{ ...item, title: 'Dried figs' }] })).toMatchObject({
      status: 200,
    });
    expect(await gateway.post('/v1/items/delete', { items: [{ item_id: 'fig' }] })).toMatchObject({ status: 200 });
    const changes = (await onTopic(TOPICS.catalog)).map((message) => CatalogChange.decode(message.value).change!);
    expect(changes.at(-1)!.$case).toBe('delete');
    const versions = changes.map(({ value }) => value.version);
    expect(versions).toEqual([...versions].sort((a, b) => a - b));
    expect(new Set(versions).size).toBe(versions.length);
  });

  it('takes features of users', async () => {
    const users = [{ user_id: 'anna', features: { age: '35-44', household: 2 } }];
    expect(await gateway.post('/v1/users', { users })).toEqual({ status: 200, body: { accepted: 1 } });
    const [message] = await onTopic(TOPICS.users);
    expect(UserChange.decode(message!.value).change).toMatchObject({
      $case: 'upsert',
      value: { userId: 'anna', features: { age: '35-44', household: 2 } },
    });
  });

  it('forgets a user: removes log and profile, and publishes a tombstone', async () => {
    await gateway.events.track({
      interactions: [purchase('apple', SEEDED.fruitUser), purchase('soap')],
      impressions: [],
    });
    const answer = await gateway.post('/v1/users/delete', { user_id: SEEDED.fruitUser });
    expect(answer).toEqual({ status: 200, body: {} });
    const left = (await onTopic(TOPICS.interactions)).map((message) => Interaction.decode(message.value).userId);
    expect(left).toEqual(['anna']);
    const [tombstone] = await onTopic(TOPICS.users);
    expect(UserChange.decode(tombstone!.value).change).toMatchObject({
      $case: 'delete',
      value: { userId: SEEDED.fruitUser },
    });
    const after = await gateway.post('/v1/recommend', { user_id: SEEDED.fruitUser, k: 1 });
    expect(after.body.degradations[0].code).toBe('STARS_UNKNOWN_USER');
  });
});

describe('context and impressions', () => {
  it('takes signals, and confirmed pages once', async () => {
    const signals = [
      {
        region: 'north',
        valid_from: '2017-11-20T00:00:00Z',
        valid_until: '2017-11-21T00:00:00Z',
        signals: { rain: 1 },
      },
    ];
    expect(await gateway.post('/v1/context', { signals })).toEqual({ status: 200, body: { accepted: 1 } });
    expect(await onTopic(TOPICS.context)).toMatchObject([{ key: 'default/north' }]);

    const shown = await gateway.post('/v1/recommend', { user_id: SEEDED.fruitUser, k: 2, surface: 'home' });
    const confirmation = {
      recommendation_id: shown.body.recommendation_id,
      user_id: SEEDED.fruitUser,
      item_ids: shown.body.items.map((item: { item_id: string }) => item.item_id),
    };
    for (let i = 0; i < 2; i++) {
      expect(await gateway.post('/v1/impressions/confirm', confirmation)).toEqual({ status: 200, body: {} });
    }
    const impressions = (await onTopic(TOPICS.impressions)).map((message) => Impression.decode(message.value));
    // Served pages are recorded too, a little later.
    expect(impressions.filter(({ confirmed }) => confirmed)).toMatchObject([
      { confirmed: true, recommendationId: shown.body.recommendation_id, items: [{ position: 0 }, { position: 1 }] },
    ]);
  });
});
