import { type JsonSchema, LIMITS, RecommendRequest, RPC_NAMES, requestFromJson, rpcSchemas } from '@stars/contracts';
import { describe, expect, it } from 'vitest';
import { METHOD_COSTS, worksOf } from './method-costs.js';

const event = { user_id: 'u', item_id: 'i', type: 'view', time: '2024-01-01T00:00:00Z' };
const recommend = (part: object) => worksOf('Recommend', requestFromJson('Recommend', { user_id: 'u', ...part }));
const track = (count: number) => worksOf('Track', requestFromJson('Track', { interactions: Array(count).fill(event) }));

describe('worksOf', () => {
  it('is about one for an ordinary list, and more for a long one with reasons', () => {
    expect(recommend({})).toBeCloseTo(1.05);
    expect(recommend({ k: 10 })).toBe(recommend({}));
    expect(recommend({ k: 500, explain: true })).toBeGreaterThan(4);
    expect(recommend({ k: 500 })).toBeLessThan(recommend({ k: 500, explain: true }));
  });

  it('grows with each node and value of a filter, up to the largest good one', () => {
    const leaf = { range: { field: 'price', max: 5 } };
    const wide = (leaves: number) => recommend({ filter: { any: { operands: Array(leaves).fill(leaf) } } });
    expect(recommend({ filter: leaf }) - recommend({})).toBeCloseTo(0.06);
    expect(recommend({ filter: { not: { not: leaf } } }) - recommend({})).toBeCloseTo(0.18);
    expect(wide(900) - recommend({})).toBeCloseTo(901 * 0.06);
    expect(recommend({ filter: { in: { field: 'brand', values: Array(2000).fill('b') } } })).toBeCloseTo(1.05 + 1.06);
    const range = { $case: 'range' as const, value: { field: 'price', max: 5 } };
    const operands = Array(200_000).fill({ expression: range });
    const huge = RecommendRequest.fromPartial({ filter: { expression: { $case: 'any', value: { operands } } } });
    expect(worksOf('Recommend', huge)).toBeCloseTo(1.05 + LIMITS.filterNodes * 0.06);
  });

  it('grows with each event, item and request of a batch', () => {
    expect(track(1000) - track(1)).toBeCloseTo(999 * METHOD_COSTS.Track.works.element!);
    const batch = { requests: Array(50).fill({ user_id: 'u', k: 20 }) };
    const one = { requests: [{ user_id: 'u', k: 20 }] };
    const [many, single] = [batch, one].map((json) =>
      worksOf('RecommendBatch', requestFromJson('RecommendBatch', json)),
    );
    expect(many).toBeCloseTo(50 * single!);
  });

  it('is no more than that of the largest good request: a wrong number shuts no tenant out', () => {
    expect(worksOf('Recommend', RecommendRequest.fromPartial({ k: 2 ** 32 - 1 }))).toBe(recommend({ k: LIMITS.k }));
    const batch = { requests: Array(3 * LIMITS.batchRequests).fill(RecommendRequest.fromPartial({ k: 10 })) };
    expect(worksOf('RecommendBatch', batch)).toBeCloseTo(LIMITS.batchRequests * 0.75);
    expect(track(3 * LIMITS.trackEvents)).toBe(track(LIMITS.trackEvents));
  });
});

/** Lists and maps in a schema that have no bound. */
function unbounded(schema: unknown, path: string): string[] {
  if (typeof schema !== 'object' || schema === null) return [];
  const { type, items, maxItems, additionalProperties, maxProperties } = schema as JsonSchema;
  const isMap = typeof additionalProperties === 'object';
  const own =
    (type === 'array' && items && maxItems === undefined) || (isMap && maxProperties === undefined) ? [path] : [];
  return [...own, ...Object.entries(schema).flatMap(([name, part]) => unbounded(part, `${path}.${name}`))];
}

describe('what a request may have', () => {
  const { components, request } = rpcSchemas(() => '');

  it.each(RPC_NAMES)('%s: no list and no map without a bound, and bytes within those of the transport', (method) => {
    expect(METHOD_COSTS[method].bytes).toBeLessThanOrEqual(LIMITS.requestBytes);
    expect(unbounded(request(method), method)).toEqual([]);
  });

  it('no message within a request has a list or a map without a bound', () => {
    const within = Object.entries(components).filter(([name]) => !/(Response|Answer)$/.test(name));
    expect(within.length).toBeGreaterThan(20);
    expect(within.flatMap(([name, schema]) => unbounded(schema, name))).toEqual([]);
  });
});
