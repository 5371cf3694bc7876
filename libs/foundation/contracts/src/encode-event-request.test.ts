import { describe, expect, it } from 'vitest';
import { decodeMessage } from './decode-message.js';
import {
  encodeConfirmImpression,
  encodeDeleteItems,
  encodeDeleteUser,
  encodePatchItems,
  encodeSetContext,
  encodeTrack,
  encodeUpsertItems,
  encodeUpsertUsers,
} from './encode-event-request.js';
import { EVENT_TIME_BOUNDS, type EventClock } from './event-time.js';
import { MonotonicVersions } from './monotonic-versions.js';
import { requestFromJson } from './rpc-json.js';
import { failureOf } from './testing/stars-failure.js';
import { validContext, validImpression, validInteraction, validItem, validUser } from './testing/valid-messages.js';
import { TOPICS } from './topics.js';

const CLOCK: EventClock = { now: Date.parse('2018-01-01T00:00:00Z'), bounds: EVENT_TIME_BOUNDS };
const clockAt = (now: number): EventClock => ({ ...CLOCK, now });

const ids = (messages: readonly { id: string }[]) => messages.map(({ id }) => id);

describe('encodeTrack', () => {
  it('gives absent ids by content and occurrence, the same for a retry, and keeps given ones', () => {
    const request = {
      interactions: [validInteraction({ eventId: '' }), validInteraction({ eventId: '' }), validInteraction()],
      impressions: [validImpression({ eventId: '' })],
    };
    const first = encodeTrack(request, CLOCK);
    expect(new Set(ids([...first.interactions, ...first.impressions])).size).toBe(4);
    expect(first.interactions[2]!.id).toBe('default/e-1');
    expect(encodeTrack(request, CLOCK)).toEqual(first);
  });

  it.each([
    [-1, 'STARS_OUT_OF_RANGE'],
    [2 ** 32, 'STARS_OUT_OF_RANGE'],
    [0.5, 'STARS_INVALID_FIELD'],
  ])('refuses a position of %d, which has no bytes, also without an id', (position, code) => {
    const impressions = [validImpression({ eventId: '', items: [{ itemId: 'i', position, propensity: 0 }] })];
    expect(failureOf(() => encodeTrack({ interactions: [], impressions }, CLOCK))).toBe(
      `${code} impressions[0].items[0].position`,
    );
  });

  it.each<[object, string]>([
    [{ interactions: Array(10_001).fill(validInteraction()) }, 'STARS_TOO_LARGE interactions'],
    [
      { interactions: [validInteraction(), validInteraction({ userId: '' })] },
      'STARS_FIELD_REQUIRED interactions[1].user_id',
    ],
    [{ impressions: [validImpression({ items: [] })] }, 'STARS_FIELD_REQUIRED impressions[0].items'],
  ])('refuses %#', (request, failure) => {
    expect(failureOf(() => encodeTrack({ interactions: [], impressions: [], ...request }, CLOCK))).toBe(failure);
  });
});

describe('the times of a Track', () => {
  const ahead = (minutes: number): Date => new Date(CLOCK.now + minutes * 60_000);
  const timesOf = (request: Parameters<typeof encodeTrack>[0], clock = CLOCK): unknown[] => {
    const { interactions, impressions } = encodeTrack(request, clock);
    return [
      ...interactions.map(({ value }) => decodeMessage(TOPICS.interactions, value).time),
      ...impressions.map(({ value }) => decodeMessage(TOPICS.impressions, value).time),
    ];
  };

  it('are kept up to now, and are that of arrival a little ahead of it', () => {
    const times = [ahead(-1), ahead(0), ahead(2), ahead(10), new Date('1994-07-16T00:00:00Z')];
    const request = {
      interactions: times.map((time) => validInteraction({ time })),
      impressions: [validImpression({ time: ahead(5) })],
    };
    const now = ahead(0);
    expect(timesOf(request)).toEqual([ahead(-1), now, now, now, times[4], now]);
  });

  it('do not change the ids that a retry gives', () => {
    const request = { interactions: [validInteraction({ eventId: '', time: ahead(5) })], impressions: [] };
    const [first, later] = [CLOCK, clockAt(CLOCK.now + 3000)].map((clock) => encodeTrack(request, clock).interactions);
    expect(ids(later!)).toEqual(ids(first!));
  });

  it.each<[Date, string]>([
    [ahead(11), 'STARS_TIME_AHEAD'],
    [new Date('9999-12-31T23:59:59Z'), 'STARS_TIME_AHEAD'],
    [new Date(0), 'STARS_TIME_BEHIND'],
    [new Date('1977-12-31T00:00:00Z'), 'STARS_TIME_BEHIND'],
    [new Date(Number.NaN), 'STARS_INVALID_TIME'],
  ])('are refused with the path of the field: %s', (time, code) => {
    const interactions = [validInteraction(), validInteraction({ time })];
    expect(failureOf(() => timesOf({ interactions, impressions: [] }))).toBe(`${code} interactions[1].time`);
    const impressions = [validImpression({ time })];
    expect(failureOf(() => timesOf({ interactions: [], impressions }))).toBe(`${code} impressions[0].time`);
  });
});

describe('upserts and deletes', () => {
  it('give each element without a version a different one', () => {
    const absent = validItem({ version: 0 });
    expect(ids([...encodeUpsertItems({ items: [absent, validItem(), absent] }, 100)])).toEqual([
      'default/i-1@100',
      'default/i-1@7',
      'default/i-1@102',
    ]);
    expect(ids([...encodeDeleteItems({ items: [{ tenantId: '', itemId: 'i', version: 0 }] }, 100)])).toEqual([
      'default/i@100-delete',
    ]);
    expect(ids([...encodeUpsertUsers({ users: [validUser({ version: 0 })] }, 100)])).toEqual(['default/u-1@100']);
  });

  it('of patches make a message of each field, with a key of its own', () => {
    const patch = { item_id: 'i', price: 2, sale_ended: true, regions: { north: { in_stock: true } } };
    const { items } = requestFromJson('PatchItems', { items: [patch, { item_id: 'j', version: 7, in_stock: false }] });
    const messages = [...encodePatchItems({ items }, 100)];
    expect(ids(messages)).toEqual([
      'default/i@100/price',
      'default/i@100/sale_price',
      'default/i@100/regions/north',
      'default/j@7/in_stock',
    ]);
    expect(new Set(messages.map(({ key }) => key)).size).toBe(4);
    const refused = (json: object) =>
      failureOf(() => [...encodePatchItems(requestFromJson('PatchItems', { items: [patch, json] }), 1)]);
    expect(refused({ item_id: 'i' })).toBe('STARS_FIELD_REQUIRED items[1].price');
    expect(refused({ item_id: 'i', sale_price: 1, sale_ended: true })).toBe('STARS_INVALID_FIELD items[1].sale_ended');
    expect(refused({ item_id: 'i', price: -1 })).toBe('STARS_OUT_OF_RANGE items[1].price');
    expect(refused({ price: 1 })).toBe('STARS_FIELD_REQUIRED items[1].item_id');
    expect(failureOf(() => requestFromJson('PatchItems', { items: [{ item_id: 'i', title: 'x' }] }))).toBe(
      'STARS_INVALID_FIELD items[0].title',
    );
  });

  it('name the invalid element, and refuse an empty list', () => {
    const items = [validItem(), validItem({ title: '' })];
    expect(failureOf(() => [...encodeUpsertItems({ items }, 1)])).toBe('STARS_FIELD_REQUIRED items[1].title');
    expect(failureOf(() => [...encodeUpsertItems({ items: [] }, 1)])).toBe('STARS_FIELD_REQUIRED items');
    expect(failureOf(() => [...encodeDeleteItems({ items: [] }, 1)])).toBe('STARS_FIELD_REQUIRED items');
    expect(failureOf(() => [...encodeUpsertUsers({ users: [] }, 1)])).toBe('STARS_FIELD_REQUIRED users');
  });

  it('forget a user as of now', () => {
    const message = encodeDeleteUser({ tenantId: '', userId: 'u' }, new Date(5));
    expect(message.id).toBe('default/u@5-delete');
    expect(failureOf(() => encodeDeleteUser({ tenantId: '', userId: '' }, new Date(5)))).toBe(
      'STARS_FIELD_REQUIRED user_id',
    );
  });
});

describe('encodeSetContext', () => {
  it('gives absent ids, and names the signal that is bad', () => {
    const absent = validContext({ eventId: '' });
    expect(new Set(ids([...encodeSetContext({ signals: [absent, absent] })])).size).toBe(2);
    const signals = [absent, validContext({ validFrom: undefined })];
    expect(failureOf(() => [...encodeSetContext({ signals })])).toBe('STARS_FIELD_REQUIRED signals[1].valid_from');
    expect(failureOf(() => [...encodeSetContext({ signals: [] })])).toBe('STARS_FIELD_REQUIRED signals');
  });
});

describe('encodeConfirmImpression', () => {
  const request = {
    tenantId: '',
    recommendationId: 'r-1',
    userId: 'u-1',
    pageId: '',
    surface: 'home',
    itemIds: ['a', 'b'],
    time: undefined,
  };

  it('makes a confirmed impression, the same for a repeated call', () => {
    const message = encodeConfirmImpression(request, clockAt(5));
    expect(decodeMessage(TOPICS.impressions, message.value)).toMatchObject({
      userId: 'u-1',
      pageId: 'r-1',
      time: new Date(5),
      confirmed: true,
      recommendationId: 'r-1',
      items: [
        { itemId: 'a', position: 0 },
        { itemId: 'b', position: 1 },
      ],
    });
    expect(encodeConfirmImpression(request, clockAt(6)).id).toBe(message.id);
    expect(encodeConfirmImpression({ ...request, pageId: 'p' }, clockAt(5)).id).not.toBe(message.id);
  });

  it.each<[object, string]>([
    [{ recommendationId: '' }, 'STARS_FIELD_REQUIRED recommendation_id'],
    [{ userId: '' }, 'STARS_FIELD_REQUIRED user_id'],
    [{ itemIds: [] }, 'STARS_FIELD_REQUIRED item_ids'],
    [{ itemIds: ['a', ''] }, 'STARS_FIELD_REQUIRED item_ids[1]'],
    [{ time: new Date(-1) }, 'STARS_INVALID_TIME time'],
    [{ time: new Date(0) }, 'STARS_TIME_BEHIND time'],
    [{ time: new Date('9999-12-31T00:00:00Z') }, 'STARS_TIME_AHEAD time'],
  ])('refuses %j', (changes, failure) => {
    expect(failureOf(() => encodeConfirmImpression({ ...request, ...changes }, CLOCK))).toBe(failure);
  });
});

describe('MonotonicVersions', () => {
  it('never gives a version twice, not even within one microsecond or when the clock goes back', () => {
    const versions = new MonotonicVersions();
    const first = versions.next(new Date(1_000), 3);
    expect(first).toBe(1_000_000);
    expect(versions.next(new Date(1_000))).toBe(first + 3);
    expect(versions.next(new Date(0))).toBe(first + 4);
    expect(versions.next(new Date(2_000))).toBe(2_000_000);
  });
});
