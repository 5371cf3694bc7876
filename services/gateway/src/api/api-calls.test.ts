import { setImmediate } from 'node:timers/promises';
import { type Caller, CallLimits } from '@stars/access';
import { RecommendRequest, type RpcMessages } from '@stars/contracts';
import { internalId, StarsError } from '@stars/errors';
import { createLogger, createMetrics, type Metrics } from '@stars/platform';
import { describe, expect, it, vi } from 'vitest';
import { DEFAULT_GATEWAY_LIMITS, type GatewayLimits } from '../gateway-deps.js';
import type { UseCases } from '../use-cases/use-cases.js';
import { type ApiCall, ApiCalls } from './api-calls.js';
import type { AuditedCalls } from './audited-calls.js';
import { gatewayMetrics } from './gateway-metrics.js';

type Answer = RpcMessages['Recommend']['response'];
type Execute = (request: RecommendRequest, signal: AbortSignal, until: number) => Promise<Answer>;

const ANSWER = { recommendationId: 'r1' } as Answer;
const CALLER: Caller = { id: 'shop', rights: new Set(['recommend', 'track']), tenants: ['north'], expires: 0 };
const REQUEST = RecommendRequest.fromPartial({ userId: 'u', k: 3 });

/** Calls whose use cases are all the given one. */
function newTestApiCalls(execute: Execute, limits: Partial<GatewayLimits> = {}) {
  const metrics = createMetrics('gateway', { processMetrics: false });
  const logger = createLogger('gateway', { level: 'silent' });
  const logged = vi.spyOn(logger, 'error');
  const useCases = new Proxy({}, { get: () => execute }) as UseCases;
  const audited = { run: (_method, _caller, _request, call) => call() } as Pick<AuditedCalls, 'run'> as AuditedCalls;
  const bounds = { ...DEFAULT_GATEWAY_LIMITS, ...limits };
  const api = new ApiCalls(useCases, bounds, gatewayMetrics(metrics), logger, audited);
  return { api, metrics, logged };
}

const newCall = (part: Partial<ApiCall<'Recommend'>> = {}): ApiCall<'Recommend'> => ({
  method: 'Recommend',
  transport: 'grpc',
  caller: CALLER,
  received: performance.now(),
  ...part,
});

/** Calls of all methods that ended with this code. */
const countOf = async (metrics: Metrics, code: string): Promise<number> => {
  const line = new RegExp(`^stars_gateway_requests_total{[^}]*code="${code}"[^}]*} (\\d+)$`, 'gm');
  return [...(await metrics.expose()).matchAll(line)].reduce((sum, [, count]) => sum + Number(count), 0);
};

/** Ends only when its signal aborts, as a store does. */
const untilAborted: Execute = (_request, signal) =>
  new Promise((_resolve, reject) => signal.addEventListener('abort', () => reject(signal.reason)));

describe('ApiCalls', () => {
  it('gives the request to its use case and counts the answer', async () => {
    const execute = vi.fn<Execute>(async () => ANSWER);
    const { api, metrics } = newTestApiCalls(execute);
    expect(await api.answer(newCall(), () => REQUEST)).toBe(ANSWER);
    expect(execute.mock.calls[0]![0]).toBe(REQUEST);
    expect(await countOf(metrics, 'OK')).toBe(1);
  });

  it('counts a call as in flight until its answer or its failure', async () => {
    const { promise, resolve } = Promise.withResolvers<Answer>();
    const { api, metrics } = newTestApiCalls(() => promise);
    const inFlight = async () => /^stars_gateway_requests_in_flight{.*} (\d+)$/m.exec(await metrics.expose())?.[1];
    const calls = [api.answer(newCall(), () => REQUEST), api.answer(newCall(), () => REQUEST)];
    expect(await inFlight()).toBe('2');
    resolve(ANSWER);
    await Promise.all(calls);
    const unreadable = api.answer(newCall(), () => Promise.reject(new Error('unreadable')));
    await expect(unreadable).rejects.toThrow('unreadable');
    expect(await inFlight()).toBe('0');
  });

  it.each([
    ['our limit', { requestMs: 20 }, {}, {}],
    ['the deadline of the caller', {}, { deadlineIn: 20 }, {}],
    ['the deadline of the request', {}, {}, { deadlineMs: 20 }],
  ])('ends a call at %s if it comes first', async (_, limits, { deadlineIn }: { deadlineIn?: number }, part) => {
    const { api, metrics } = newTestApiCalls(untilAborted, { requestMs: 10_000, ...limits });
    const deadline = deadlineIn === undefined ? {} : { deadline: Date.now() + deadlineIn };
    const call = newCall(deadline);
    await expect(api.answer(call, () => ({ ...REQUEST, ...part }))).rejects.toMatchObject({
      code: 'STARS_DEADLINE_EXCEEDED',
    });
    expect(performance.now() - call.received).toBeLessThan(5000);
    expect(await countOf(metrics, 'STARS_DEADLINE_EXCEEDED')).toBe(1);
  });

  it('gives the time by which the answer must be there, counted from the arrival of the call', async () => {
    const execute = vi.fn<Execute>(async () => ANSWER);
    const { api } = newTestApiCalls(execute, { requestMs: 300 });
    await api.answer(newCall({ received: 1000 }), () => REQUEST);
    expect(execute.mock.calls[0]![2]).toBe(1300);
  });

  it('stops the work of a caller who is gone, and ignores it after the answer', async () => {
    let leave: () => void = () => undefined;
    const whenGone = (then: () => void): void => {
      leave = then;
    };
    const gone = newTestApiCalls(untilAborted).api.answer(newCall({ whenGone }), () => REQUEST);
    leave();
    await expect(gone).rejects.toMatchObject({ code: 'STARS_DEADLINE_EXCEEDED', message: 'the caller is gone' });
    const execute = vi.fn<Execute>(async () => ANSWER);
    await newTestApiCalls(execute).api.answer(newCall({ whenGone }), () => REQUEST);
    leave();
    expect(execute.mock.calls[0]![1].aborted).toBe(false);
  });

  it('refuses recommendations beyond their limit, while events have a separate limit', async () => {
    const held = Promise.withResolvers<Answer>();
    const { api, metrics } = newTestApiCalls(() => held.promise, { recommendations: { concurrent: 1, queued: 0 } });
    const first = api.answer(newCall(), () => REQUEST);
    await expect(api.answer(newCall(), () => REQUEST)).rejects.toMatchObject({ code: 'STARS_OVERLOADED' });
    const event = api.answer({ ...newCall(), method: 'Track' }, () => ({ interactions: [], impressions: [] }));
    held.resolve(ANSWER);
    await Promise.all([first, event]);
    expect([await countOf(metrics, 'OK'), await countOf(metrics, 'STARS_OVERLOADED')]).toEqual([2, 1]);
  });

  it('reads nothing for a caller who is not known or may not make the call, and counts both', async () => {
    const { api, metrics } = newTestApiCalls(async () => ANSWER);
    const read = vi.fn(() => REQUEST);
    const stranger = Promise.reject(new StarsError('STARS_UNAUTHENTICATED', 'who is it?'));
    await expect(api.answer(newCall({ caller: stranger }), read)).rejects.toMatchObject({
      code: 'STARS_UNAUTHENTICATED',
    });
    const till = { ...CALLER, rights: new Set(['track'] as const) };
    await expect(api.answer(newCall({ caller: till }), read)).rejects.toMatchObject({
      code: 'STARS_PERMISSION_DENIED',
      message: 'shop has not the right recommend, only: track',
    });
    expect(read).not.toHaveBeenCalled();
    const counts = await Promise.all(
      ['STARS_UNAUTHENTICATED', 'STARS_PERMISSION_DENIED'].map((code) => countOf(metrics, code)),
    );
    expect(counts).toEqual([1, 1]);
  });

  it('refuses a caller beyond the limit before anything is read, and tells one who does not stop later', async () => {
    const { api, metrics } = newTestApiCalls(async () => ANSWER);
    api.limitBy(new CallLimits({ caller: 1, tenant: 1e6 }));
    const read = vi.fn(() => RecommendRequest.fromPartial({ userId: 'u', k: 1000 }));
    const answers = [await api.answer(newCall(), read), await api.answer(newCall(), read)];
    expect(answers).toEqual([ANSWER, ANSWER]);
    const begun = performance.now();
    await expect(api.answer(newCall(), read)).rejects.toMatchObject({ code: 'STARS_LIMIT_REACHED' });
    expect(performance.now() - begun).toBeGreaterThan(950);
    const again = performance.now();
    await expect(api.admit(newCall({ deadline: Date.now() + 400 }))).rejects.toMatchObject({
      code: 'STARS_LIMIT_REACHED',
    });
    expect(performance.now() - again).toBeLessThan(1500);
    expect(read).toHaveBeenCalledTimes(2);
    expect(await countOf(metrics, 'STARS_LIMIT_REACHED')).toBe(2);
    expect(await metrics.expose()).toMatch(/stars_gateway_limited_total{[^}]*key="token"[^}]*} 2/);
  });

  it('refuses those beyond the limit of many calls that were read at the same time', async () => {
    const execute = vi.fn<Execute>(async () => ANSWER);
    const { api } = newTestApiCalls(execute);
    api.limitBy(new CallLimits({ caller: 1, tenant: 1e6 }));
    const deadline = Date.now() + 400;
    // All have begun before the first body is there; each comes in a turn of its own.
    const bodies = Array.from({ length: 20 }, () => Promise.withResolvers<void>());
    const calls = bodies.map(({ promise }) =>
      api.answer(newCall({ deadline }), async ({ whole }) => {
        await promise;
        whole(100);
        return RecommendRequest.fromPartial({ userId: 'u', k: 1000 });
      }),
    );
    for (const { resolve } of bodies) {
      resolve();
      await setImmediate();
    }
    const refused = (await Promise.allSettled(calls)).filter(({ status }) => status === 'rejected');
    // Ten works are there, and each call takes six.
    expect([refused.length, execute.mock.calls.length]).toEqual([18, 2]);
  });

  it('gives the use case the tenant of the caller', async () => {
    const execute = vi.fn<Execute>(async () => ANSWER);
    const { api } = newTestApiCalls(execute);
    await api.answer(newCall({ caller: Promise.resolve(CALLER) }), () => RecommendRequest.fromPartial({ userId: 'u' }));
    expect(execute.mock.calls[0]![0].tenantId).toBe('north');
    const foreign = () => RecommendRequest.fromPartial({ userId: 'u', tenantId: 'south' });
    await expect(api.answer(newCall(), foreign)).rejects.toMatchObject({
      code: 'STARS_PERMISSION_DENIED',
      field: 'tenant_id',
    });
  });

  it('counts requests that cannot be read, and logs internal errors', async () => {
    const broken = new Error('a bug');
    const { api, metrics, logged } = newTestApiCalls(async () => {
      throw broken;
    });
    const unreadable = new StarsError('STARS_INVALID_FIELD', 'the request is no message of Recommend');
    const refused = api.answer(newCall(), () => {
      throw unreadable;
    });
    await expect(refused).rejects.toBe(unreadable);
    expect(logged).not.toHaveBeenCalled();
    await expect(api.answer(newCall(), () => REQUEST)).rejects.toBe(broken);
    expect(logged).toHaveBeenCalledExactlyOnceWith(
      { err: broken, method: 'Recommend', id: internalId(broken) },
      'request failed',
    );
    expect([await countOf(metrics, 'STARS_INVALID_FIELD'), await countOf(metrics, 'STARS_INTERNAL')]).toEqual([1, 1]);
  });
});
