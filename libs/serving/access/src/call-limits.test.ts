import { RecommendRequest, requestFromJson } from '@stars/contracts';
import { describe, expect, it, vi } from 'vitest';
import { CallLimits } from './call-limits.js';
import type { Caller } from './caller.js';

const north: Caller = { id: 'shop (1)', key: '1', rights: new Set(), tenants: ['north'], expires: 0 };
const request = RecommendRequest.fromPartial({ tenantId: 'north', userId: 'u' });
const interaction = { user_id: 'u', item_id: 'i', type: 'view', time: '2024-01-01T00:00:00Z' };
const tracks = (...tenants: string[]) =>
  requestFromJson('Track', { interactions: tenants.map((tenant_id) => ({ ...interaction, tenant_id })) });
const limitReached = expect.objectContaining({ code: 'STARS_LIMIT_REACHED', retryAfterMs: expect.any(Number) });

/** Calls until the first refusal, or `most`. */
function calls(limits: CallLimits, caller: Caller, most = 10_000): number {
  for (let count = 0; count < most; count++) {
    try {
      limits.check(caller);
    } catch (error) {
      expect(error).toEqual(limitReached);
      return count;
    }
    limits.take(caller, 'Recommend', request);
  }
  return most;
}

describe('CallLimits', () => {
  it('gives a caller the default, or the limit of its key, and nothing of what another one used', () => {
    const limits = new CallLimits({ caller: 20, tenant: 1e6 }, () => 0);
    const refused = vi.fn();
    limits.onRefused = refused;
    const [ordinary, small] = [calls(limits, north), calls(limits, { ...north, id: 'small', limit: 2 })];
    // 1.05 works each, 200 and 20 in the buckets.
    expect([ordinary, small]).toEqual([191, 20]);
    expect(calls(limits, { ...north, id: 'shop (2)' })).toBe(ordinary);
    expect(refused).toHaveBeenCalledTimes(3);
    expect(refused.mock.calls[0]).toEqual(['caller', north]);
  });

  it('bounds the callers of a tenant together, and not those of another', () => {
    const limits = new CallLimits({ caller: 1e6, tenant: 10 }, () => 0);
    expect(calls(limits, north)).toBe(96);
    expect(calls(limits, { ...north, id: 'till' })).toBe(0);
    expect(calls(limits, { ...north, id: 'south', tenants: ['south'] })).toBe(96);
  });

  it('takes for bytes before they are read, and not again', () => {
    const limits = new CallLimits({ caller: 1e6, tenant: 10 }, () => 0);
    const [mib, many] = [2 ** 20, tracks(...Array<string>(600).fill('north'))];
    // 24 works of 100, which are more than those of the request; what cannot be read takes as much.
    limits.takeBytes(north, mib);
    limits.take(north, 'Track', many, mib);
    for (let n = 0; n < 3; n++) limits.takeBytes(north, mib);
    expect(calls(limits, north)).toBe(4);
  });

  it('counts for each tenant of a request what is its own', () => {
    const limits = new CallLimits({ caller: 1e6, tenant: 0.1 }, () => 0);
    const both: Caller = { ...north, tenants: ['north', 'south'] };
    // 1 work in a bucket. Of .62 works, .465 are the first one's.
    const request = tracks('north', 'north', 'north', 'south');
    for (let count = 0; count < 3; count++) limits.take(both, 'Track', request);
    expect(() => limits.take(both, 'Track', request)).toThrow(limitReached);
    limits.check(both);
    limits.take(both, 'Track', tracks('south'));
    expect(() => limits.take(both, 'Track', tracks('south', 'north'))).toThrow(/^callers of north together/);
  });

  it('has none for who may use all tenants', () => {
    const limits = new CallLimits({ caller: 0.01, tenant: 0.01 }, () => 0);
    expect(calls(limits, { ...north, tenants: 'all' }, 500)).toBe(500);
  });

  it('lets who does not wait wait longer, up to ten seconds', () => {
    const limits = new CallLimits({ caller: 20, tenant: 1e6 }, () => 0);
    calls(limits, north);
    const first = waitOf(limits);
    for (let refusals = 0; refusals < 100; refusals++) waitOf(limits);
    expect(waitOf(limits)).toBeCloseTo(first + 505, -1);
    for (let refusals = 0; refusals < 4000; refusals++) waitOf(limits);
    expect(waitOf(limits)).toBeGreaterThanOrEqual(10_000);
    expect(waitOf(limits)).toBeLessThan(10_100);
  });

  it('says when to try again, and then lets the call in', () => {
    let now = 0;
    const limits = new CallLimits({ caller: 20, tenant: 1e6 }, () => now);
    calls(limits, north);
    now += waitOf(limits);
    limits.check(north);
  });
});

/** ms until the next call may be made, as a refusal says. */
function waitOf(limits: CallLimits): number {
  try {
    limits.check(north);
    return 0;
  } catch (error) {
    const [, ms] = /shop \(1\) asks for more than 20 works a second: try again in (\d+) ms/.exec(String(error))!;
    return Number(ms);
  }
}
