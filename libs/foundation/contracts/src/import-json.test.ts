import { describe, expect, it } from 'vitest';
import {
  catalogItemFromJson,
  contextFromJson,
  impressionFromJson,
  interactionFromJson,
  userFromJson,
} from './checked-messages.js';
import { InteractionType } from './generated/stars/v1/interaction.js';
import { failureOf } from './testing/stars-failure.js';

const event = { user_id: 'u', item_id: 'i', type: 'view', time: '2017-11-27T18:30:00Z' };
const page = { user_id: 'u', page_id: 'p', time: '2017-11-27T18:30:00Z', surface: 'home', items: ['a', 'b'] };

describe('interactionFromJson', () => {
  it('reads the import format, with other columns and nulls beside it', () => {
    const row = { ...event, session_id: null, quantity: 2, value: 4.5, recommendation_id: 'r', colour: 'red' };
    expect(interactionFromJson(row)).toEqual({
      tenantId: '',
      eventId: '',
      userId: 'u',
      itemId: 'i',
      type: InteractionType.INTERACTION_TYPE_VIEW,
      time: new Date('2017-11-27T18:30:00Z'),
      sessionId: '',
      pageId: '',
      region: '',
      quantity: 2,
      value: 4.5,
      recommendationId: 'r',
      ...{ kind: '', category: '', brand: '', anonymousId: '', query: '' },
    });
  });

  it('takes the short and the proto name of a type', () => {
    for (const type of ['add_to_cart', 'INTERACTION_TYPE_ADD_TO_CART']) {
      expect(interactionFromJson({ ...event, type }).type).toBe(InteractionType.INTERACTION_TYPE_ADD_TO_CART);
    }
  });

  it.each<[unknown, string]>([
    [null, 'STARS_INVALID_FIELD'],
    ['row', 'STARS_INVALID_FIELD'],
    [[], 'STARS_INVALID_FIELD'],
    [{}, 'STARS_FIELD_REQUIRED type'],
    [{ ...event, user_id: null }, 'STARS_FIELD_REQUIRED user_id'],
    [{ ...event, user_id: 7 }, 'STARS_INVALID_FIELD user_id'],
    [{ ...event, type: undefined }, 'STARS_FIELD_REQUIRED type'],
    [{ ...event, type: 'click' }, 'STARS_UNKNOWN_TYPE type'],
    [{ ...event, type: 'View' }, 'STARS_UNKNOWN_TYPE type'],
    [{ ...event, type: 'constructor' }, 'STARS_UNKNOWN_TYPE type'],
    [{ ...event, type: 1 }, 'STARS_INVALID_FIELD type'],
    [{ ...event, time: 'soon' }, 'STARS_INVALID_TIME time'],
    [{ ...event, time: 1511807400 }, 'STARS_INVALID_FIELD time'],
    [{ ...event, quantity: '2' }, 'STARS_INVALID_FIELD quantity'],
    [{ ...event, quantity: -2 }, 'STARS_OUT_OF_RANGE quantity'],
  ])('refuses %j', (row, failure) => {
    expect(failureOf(() => interactionFromJson(row))).toBe(failure);
  });

  it('puts the path before the field', () => {
    expect(failureOf(() => interactionFromJson({}, 'events[2]'))).toBe('STARS_FIELD_REQUIRED events[2].type');
    expect(failureOf(() => interactionFromJson(null, 'events[2]'))).toBe('STARS_INVALID_FIELD events[2]');
  });
});

describe('impressionFromJson', () => {
  it('takes ids in order, with or without propensities', () => {
    expect(impressionFromJson(page).items).toEqual([
      { itemId: 'a', position: 0, propensity: 0 },
      { itemId: 'b', position: 1, propensity: 0 },
    ]);
    expect(impressionFromJson({ ...page, propensities: [0.5, 0.25] }).items[1]).toEqual({
      itemId: 'b',
      position: 1,
      propensity: 0.25,
    });
  });

  it('takes items as objects, whose position may be absent', () => {
    const items = [
      { item_id: 'a', propensity: 1 },
      { item_id: 'b', position: 7 },
    ];
    expect(impressionFromJson({ ...page, items }).items).toEqual([
      { itemId: 'a', position: 0, propensity: 1 },
      { itemId: 'b', position: 7, propensity: 0 },
    ]);
  });

  it.each<[object, string]>([
    [{ items: [] }, 'STARS_FIELD_REQUIRED items'],
    [{ items: 'a' }, 'STARS_INVALID_FIELD items'],
    [{ items: ['a', 5] }, 'STARS_INVALID_FIELD items[1]'],
    [{ items: ['a', ''] }, 'STARS_FIELD_REQUIRED items[1].item_id'],
    [{ propensities: [0.5] }, 'STARS_INVALID_FIELD propensities'],
    [{ propensities: [0.5, '1'] }, 'STARS_INVALID_FIELD propensities[1]'],
    [{ propensities: [0.5, 2] }, 'STARS_OUT_OF_RANGE items[1].propensity'],
    [{ items: [{ item_id: 'a', propensity: 1 }], propensities: [1] }, 'STARS_INVALID_FIELD items[0].propensity'],
  ])('refuses %j', (changes, failure) => {
    expect(failureOf(() => impressionFromJson({ ...page, ...changes }))).toBe(failure);
  });
});

describe('catalogItemFromJson', () => {
  it('reads the import format', () => {
    const row = {
      item_id: 'i',
      title: 'Milk',
      category: ['GROCERY', 'MILK'],
      price: 2.5,
      version: '12',
      attributes: { size: '1 GA', colour: null },
      regions: { '367': { in_stock: false } },
    };
    expect(catalogItemFromJson(row)).toMatchObject({
      itemId: 'i',
      version: 12,
      description: '',
      category: ['GROCERY', 'MILK'],
      price: 2.5,
      attributes: { size: '1 GA' },
      regions: { '367': { inStock: false } },
    });
    expect(catalogItemFromJson({ item_id: 'i', title: 'Milk' }).price).toBeUndefined();
  });

  it.each<[object, string]>([
    [{ item_id: '' }, 'STARS_FIELD_REQUIRED item_id'],
    [{ title: null }, 'STARS_FIELD_REQUIRED title'],
    [{ title: 'x'.repeat(10_000_000) }, 'STARS_TOO_LARGE title'],
    [{ price: '2.50' }, 'STARS_INVALID_FIELD price'],
    [{ category: 'MILK' }, 'STARS_INVALID_FIELD category'],
    [{ category: ['MILK', null] }, 'STARS_INVALID_FIELD category[1]'],
    [{ version: '1.5' }, 'STARS_INVALID_FIELD version'],
    [{ version: '9999999999999999999' }, 'STARS_OUT_OF_RANGE version'],
    [{ attributes: ['x'] }, 'STARS_INVALID_FIELD attributes'],
    [{ attributes: { a: { b: 1 } } }, 'STARS_INVALID_FIELD attributes.a'],
    [JSON.parse('{"attributes":{"__proto__":"x"}}'), 'STARS_INVALID_FIELD attributes.__proto__'],
    [{ regions: { '367': true } }, 'STARS_INVALID_FIELD regions.367'],
    [{ regions: { '367': {} } }, 'STARS_INVALID_FIELD regions.367.in_stock'],
  ])('refuses %#', (changes, failure) => {
    expect(failureOf(() => catalogItemFromJson({ item_id: 'i', title: 'Milk', ...changes }))).toBe(failure);
  });
});

describe('userFromJson', () => {
  it('reads features and leaves nulls out', () => {
    const row = { user_id: 'u', features: { age: '35-44', kids: 2, owner: true, income: null } };
    expect(userFromJson(row).features).toEqual({ age: '35-44', kids: 2, owner: true });
    expect(failureOf(() => userFromJson({ features: {} }))).toBe('STARS_FIELD_REQUIRED user_id');
    expect(failureOf(() => userFromJson({ user_id: 'u', features: { a: [] } }))).toBe('STARS_INVALID_FIELD features.a');
  });
});

describe('contextFromJson', () => {
  const row = { time: '2017-11-27', region: '367', signals: { temperature: 3, rain: true } };

  it('reads signals of a region, and of an item', () => {
    expect(contextFromJson(row)).toMatchObject({
      region: '367',
      validFrom: new Date('2017-11-27T00:00:00Z'),
      validUntil: undefined,
      signals: { temperature: 3, rain: true },
      itemSignals: [],
    });
    expect(contextFromJson({ ...row, item_id: 'i' })).toMatchObject({
      signals: undefined,
      itemSignals: [
        { name: 'temperature', value: 3, itemIds: ['i'] },
        { name: 'rain', value: 1, itemIds: ['i'] },
      ],
    });
  });

  it.each<[object, string]>([
    [{ time: undefined }, 'STARS_FIELD_REQUIRED valid_from'],
    [{ valid_from: '2017-11-27' }, 'STARS_INVALID_FIELD time'],
    [{ valid_until: '2017-11-26' }, 'STARS_INVALID_TIME valid_until'],
    [{ item_id: 'i', signals: { shelf: 'left' } }, 'STARS_INVALID_FIELD signals.shelf'],
    [{ item_signals: [{ name: 'a', item_ids: ['i'] }] }, 'STARS_FIELD_REQUIRED item_signals[0].value'],
  ])('refuses %j', (changes, failure) => {
    expect(failureOf(() => contextFromJson({ ...row, ...changes }))).toBe(failure);
  });
});
