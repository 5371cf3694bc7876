import { describe, expect, it } from 'vitest';
import { LIMITS } from './limits.js';
import { RPC_NAMES } from './rpc-json.js';
import { fieldForms, objectOf, rpcSchemas } from './rpc-schemas.js';

const { components, request, response } = rpcSchemas((name) => `About ${name}.`);
const { properties, required } = objectOf(request('Recommend'), components);

describe('rpcSchemas', () => {
  it('takes bounds and required fields from the checks', () => {
    expect(required).toContain('user_id');
    expect(properties['k']).toMatchObject({ type: ['integer', 'null'], maximum: LIMITS.k });
    expect(properties['exclude_item_ids']).toMatchObject({ maxItems: LIMITS.excludedItems });
    const { required: ofInteraction, then } = components['Interaction']!;
    expect(ofInteraction).toEqual(['type', 'time']);
    const needed = [['item_id'], ['item_id', 'value'], ['category'], ['brand'], ['category'], ['query']];
    const subjects = needed.map((required) => ({ required }));
    const anyOf = [
      { anyOf: [{ required: ['user_id'] }, { required: ['anonymous_id'] }], allOf: [{ anyOf: subjects }] },
      { required: ['user_id', 'anonymous_id'] },
    ];
    expect(then).toMatchObject({ anyOf });
    // The user of a recent event is that of the request.
    expect(components['RecentEvent']!['required']).toEqual(['type', 'time']);
    expect(components['RegionState']!['required']).toEqual(['in_stock']);
  });

  it('takes descriptions from the comments, with the meaning of each value of an enum', () => {
    expect(properties['user_id']!['description']).toBe('About RecommendRequest.user_id.');
    expect(components['RecommendMode']!['description']).toContain(
      '- `gi`: About RecommendMode.RECOMMEND_MODE_GENERAL_INTEREST.',
    );
  });

  it('lets a request have null where a field may be absent, and an answer never', () => {
    expect(properties['region']!['type']).toEqual(['string', 'null']);
    expect(properties['user_id']!['type']).toBe('string');
    expect(JSON.stringify(components['RecommendedItem'])).not.toContain('"null"');
  });

  it('names enums, and lets a value be one of several types', () => {
    const RecommendMode = { $ref: '#/components/schemas/RecommendMode' };
    expect(properties['mode']).toMatchObject({ anyOf: [RecommendMode, { type: 'null' }] });
    const { attributes } = components['CatalogItem']!['properties'] as Record<string, { additionalProperties: object }>;
    const types = ['string', 'number', 'boolean', 'array', 'null'].map((type) => ({ type }));
    expect(attributes!.additionalProperties).toMatchObject({ anyOf: types });
  });

  it('says what a request may have in place of its fields', () => {
    const signal = components['ContextSignal']!;
    const oneOf = [
      { properties: { valid_from: { type: 'string' } }, required: ['valid_from'] },
      { properties: { time: { type: 'string' } }, required: ['time'] },
    ];
    expect(signal['then']).toEqual({ oneOf });
    expect(signal['properties']).toMatchObject({ item_id: { maxLength: LIMITS.idBytes } });
    const { items } = components['Impression']!['properties'] as { items: object };
    expect(items).toMatchObject({
      items: { anyOf: [{ type: 'string' }, { $ref: '#/components/schemas/ImpressionItem' }] },
    });
  });

  it('names in an answer what is always there', () => {
    const answer = objectOf(response('Recommend'), components);
    expect(answer.required).toEqual(['recommendation_id', 'model_version', 'items', 'degradations', 'rules']);
    expect(answer['additionalProperties']).toBeUndefined();
  });

  it('has a component for every reference', () => {
    const named = [...JSON.stringify(components).matchAll(/#\/components\/schemas\/(\w+)/g)].map(([, name]) => name!);
    expect([...new Set(named)].filter((name) => !(name in components))).toEqual([]);
    for (const rpc of RPC_NAMES) expect(objectOf(request(rpc), components).type).toBe('object');
  });
});

describe('fieldForms', () => {
  it('says how a field is written in a query', () => {
    const forms = fieldForms('Recommend');
    const names = ['user_id', 'time', 'mode', 'k', 'explain', 'filter', 'exclude_item_ids', 'recent_events', 'other'];
    expect(names.map((name) => forms.get(name))).toEqual([
      'text',
      'text',
      'text',
      'number',
      'boolean',
      'json',
      'json',
      'json',
      undefined,
    ]);
  });
});
