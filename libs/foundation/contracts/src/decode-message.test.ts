import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeMessage, type MessageOfTopic } from './decode-message.js';
import {
  encodeCatalogDelete,
  encodeCatalogUpsert,
  encodeContextSignal,
  encodeImpression,
  encodeInteraction,
  encodeUserDelete,
  encodeUserUpsert,
} from './encode-message.js';
import { ServedModel } from './generated/stars/v1/model.js';
import { failureOf } from './testing/stars-failure.js';
import { validContext, validImpression, validInteraction, validItem, validUser } from './testing/valid-messages.js';
import { TOPICS } from './topics.js';

const bytes = (value: unknown): Uint8Array =>
  Buffer.from(typeof value === 'string' ? value : JSON.stringify(value), 'utf8');
const decoded = <T extends keyof MessageOfTopic>(topic: T, value: unknown) => decodeMessage(topic, bytes(value));

const interaction = {
  event_id: 'e-1',
  user_id: 'u-1',
  item_id: 'i-1',
  type: 'purchase',
  time: '2017-11-27T13:30:00.250-05:00',
  session_id: 's-1',
  region: '367',
  quantity: 2,
};

describe('JSON on the bus', () => {
  it('is the same interaction as protobuf, with its tenant filled in', () => {
    expect(decoded(TOPICS.interactions, interaction)).toEqual(
      decodeMessage(TOPICS.interactions, encodeInteraction(validInteraction()).value),
    );
  });

  it('is any event or change that comes from outside', () => {
    const expected = validImpression();
    const impression = {
      event_id: 'e-2',
      user_id: 'u-1',
      page_id: 'p-1',
      time: '2017-11-27T18:30:00.250Z',
      surface: 'home',
      region: '367',
      items: expected.items.map(({ itemId, position, propensity }) => ({ item_id: itemId, position, propensity })),
      recommendation_id: expected.recommendationId,
      confirmed: expected.confirmed,
      model_version: expected.modelVersion,
      lists: expected.lists,
    };
    expect(decoded(TOPICS.impressions, impression)).toEqual(
      decodeMessage(TOPICS.impressions, encodeImpression(expected).value),
    );

    const item = validItem({ description: '', brand: '', attributes: undefined, regions: {}, price: 1.5 });
    const upsert = {
      item_id: item.itemId,
      version: item.version,
      title: item.title,
      category: item.category,
      price: 1.5,
    };
    expect(decoded(TOPICS.catalog, { upsert })).toEqual(decodeMessage(TOPICS.catalog, encodeCatalogUpsert(item).value));
    expect(decoded(TOPICS.catalog, { delete: { item_id: 'i-1', version: 8 } })).toEqual(
      decodeMessage(TOPICS.catalog, encodeCatalogDelete({ tenantId: '', itemId: 'i-1', version: 8 }).value),
    );

    const user = validUser({ features: { age: 30 } });
    expect(
      decoded(TOPICS.users, { upsert: { user_id: user.userId, version: user.version, features: { age: 30 } } }),
    ).toEqual(decodeMessage(TOPICS.users, encodeUserUpsert(user).value));
    expect(decoded(TOPICS.users, { delete: { user_id: 'u-1', time: '2020-01-01' } })).toEqual(
      decodeMessage(
        TOPICS.users,
        encodeUserDelete({ tenantId: '', userId: 'u-1', time: new Date('2020-01-01') }).value,
      ),
    );

    const context = validContext({ signals: { promotion: true }, itemSignals: [], validUntil: undefined });
    const signal = {
      event_id: context.eventId,
      region: context.region,
      valid_from: context.validFrom!.toISOString(),
      signals: { promotion: true },
    };
    expect(decoded(TOPICS.context, signal)).toEqual(decodeMessage(TOPICS.context, encodeContextSignal(context).value));
  });

  it.each<[string, keyof MessageOfTopic, unknown, string]>([
    ['an event without an id', TOPICS.interactions, { ...interaction, event_id: '' }, 'STARS_FIELD_REQUIRED event_id'],
    ['an unknown type', TOPICS.interactions, { ...interaction, type: 'stolen' }, 'STARS_UNKNOWN_TYPE type'],
    ['a number as id', TOPICS.interactions, { ...interaction, user_id: 5 }, 'STARS_INVALID_FIELD user_id'],
    [
      'an item without a version',
      TOPICS.catalog,
      { upsert: { item_id: 'i', title: 't' } },
      'STARS_FIELD_REQUIRED upsert.version',
    ],
    [
      'an item without a title',
      TOPICS.catalog,
      { upsert: { item_id: 'i', version: 1 } },
      'STARS_FIELD_REQUIRED upsert.title',
    ],
    ['no change', TOPICS.catalog, {}, 'STARS_FIELD_REQUIRED upsert'],
    [
      'two changes',
      TOPICS.users,
      { upsert: { user_id: 'u', version: 1 }, delete: { user_id: 'u', time: '2020-01-01' } },
      'STARS_FIELD_REQUIRED upsert',
    ],
    ['half of an object', TOPICS.interactions, '{"event_id":', 'STARS_POISON_MESSAGE'],
    ['JSON of a topic of ours', TOPICS.models, { version: 'v1' }, 'STARS_POISON_MESSAGE'],
  ])('refuses %s', (_name, topic, value, failure) => {
    expect(failureOf(() => decoded(topic, value))).toBe(failure);
  });

  it('ignores names that it does not know', () => {
    expect(decoded(TOPICS.interactions, { ...interaction, colour: 'red' }).userId).toBe('u-1');
  });

  it('never takes protobuf for JSON', () => {
    fc.assert(
      fc.property(
        fc.string({ minLength: 1, maxLength: 20 }),
        fc.double({ min: 0, max: 1e9, noNaN: true }),
        (id, quantity) => {
          const message = validInteraction({
            tenantId: 't',
            eventId: `{${id.replace(/[\p{Cc}\p{Cs}]/gu, '')}`,
            quantity,
          });
          expect(decodeMessage(TOPICS.interactions, encodeInteraction(message).value).eventId).toBe(message.eventId);
        },
      ),
    );
  });
});

describe('a message about models', () => {
  const served = { version: 'v1', time: new Date() };

  it.each([
    ['tenant', { ...served, tenantId: 'a/b' }, 'STARS_INVALID_FIELD', 'tenant_id'],
    ['version', { ...served, version: '' }, 'STARS_FIELD_REQUIRED', 'version'],
    ['folder', { ...served, version: '../../etc' }, 'STARS_INVALID_FIELD', 'version'],
  ])('is checked where it is read, because every process follows it: its %s', (_, part, code, field) => {
    const value = ServedModel.encode(ServedModel.fromPartial(part)).finish();
    expect(() => decodeMessage(TOPICS.servedModels, value)).toThrow(expect.objectContaining({ code, field }));
  });

  it('is read as it was written', () => {
    const value = ServedModel.encode(ServedModel.fromPartial(served)).finish();
    expect(decodeMessage(TOPICS.servedModels, value)).toMatchObject(served);
  });
});
