import { Client, credentials } from '@grpc/grpc-js';
import { StarsError } from '@stars/errors';
import { service as healthService } from 'grpc-health-check';
import { afterEach, describe, expect, it } from 'vitest';
import type { GatewayDeps } from './gateway-deps.js';
import { newTestGateway, type TestGateway, type TestGatewayOptions } from './testing/new-test-gateway.js';
import { codesOf, recommendRequest } from './testing/recommend-call.js';

type Store = 'bus' | 'profiles' | 'catalog' | 'vectors';

const NAMES = { bus: 'event-bus', profiles: 'profile-store', catalog: 'item-catalog', vectors: 'vector-index' };
const STORE_MS = 400;

const dead = () => Promise.reject(new StarsError('STARS_UNAVAILABLE', 'no connection'));
const refusing = () => Promise.reject(new StarsError('STARS_CONFIG_INVALID', 'the password was changed'));
const slow = () => new Promise<never>(() => undefined);

let gateway: TestGateway | undefined;
/** What happens to calls of a store; absent: they reach it. */
const trouble = new Map<Store, () => Promise<never>>();

afterEach(async () => {
  trouble.clear();
  await gateway?.close();
  gateway = undefined;
});

async function start(options: Pick<TestGatewayOptions, 'withModel'> = {}): Promise<TestGateway> {
  const troubled = <S extends Store>(name: S, real: GatewayDeps[S]): GatewayDeps[S] =>
    new Proxy(real as object, {
      get(target, property) {
        const value: unknown = Reflect.get(target, property);
        if (typeof value !== 'function' || property === 'close') return value;
        return (...given: unknown[]) => trouble.get(name)?.() ?? value.apply(target, given);
      },
    }) as GatewayDeps[S];
  gateway = await newTestGateway({
    ...options,
    deps: ({ bus, profiles, catalog, vectors }) => ({
      bus: troubled('bus', bus),
      profiles: troubled('profiles', profiles),
      catalog: troubled('catalog', catalog),
      vectors: troubled('vectors', vectors),
      limits: { storeMs: STORE_MS },
    }),
  });
  return gateway;
}

const grpcHealth = (service: string): Promise<string> =>
  new Promise((resolve, reject) => {
    const client = new Client(`127.0.0.1:${gateway!.grpcPort}`, credentials.createInsecure());
    const { path, requestSerialize, responseDeserialize } = healthService['Check']!;
    client.makeUnaryRequest(path, requestSerialize, responseDeserialize, { service }, (error, answer) => {
      client.close();
      if (error) reject(error);
      else resolve((answer as { status: string }).status);
    });
  });

async function readiness(): Promise<{ status: number; degraded: string[]; ms: number }> {
  const began = performance.now();
  const { status, body } = await gateway!.get('/readyz');
  return { status, degraded: body.degraded, ms: performance.now() - began };
}

const patience = { timeout: 20_000, interval: 100 };

describe('a gateway’s readiness', () => {
  it.each([
    ['slow', 'profiles', slow],
    ['dead', 'catalog', dead],
    ['slow', 'vectors', slow],
    ['refusing', 'profiles', refusing],
  ] as const)('is kept with a %s store (%s), which it names, and the answers are degraded', async (_, store, how) => {
    const { recommendations } = await start();
    expect(await readiness()).toMatchObject({ status: 200, degraded: [] });
    trouble.set(store, how);
    // Three failures in a row, and the gateway does not ask the store any more.
    for (let i = 0; i < 3; i++) {
      const answer = await recommendations.recommend(recommendRequest());
      expect(codesOf(answer)).toContain('STARS_UNAVAILABLE');
      expect(answer.items).toHaveLength(3);
    }
    const { ms, ...said } = await readiness();
    expect(said).toEqual({ status: 200, degraded: [NAMES[store]] });
    expect(ms).toBeLessThan(STORE_MS);
    expect(await grpcHealth('')).toBe('SERVING');
    trouble.clear();
    await expect.poll(async () => codesOf(await recommendations.recommend(recommendRequest())), patience).toEqual([]);
    expect(await readiness()).toMatchObject({ status: 200, degraded: [] });
  });

  it('names a store that died while nobody asked for anything', async () => {
    await start();
    trouble.set('bus', dead);
    trouble.set('vectors', slow);
    trouble.set('profiles', refusing);
    const all = { status: 200, degraded: ['event-bus', 'profile-store', 'vector-index'] };
    await expect.poll(() => readiness(), patience).toMatchObject(all);
    expect(await grpcHealth('')).toBe('SERVING');
  });

  it('is gone with nothing to answer from, and the process is alive', async () => {
    await start({ withModel: false });
    expect(await readiness()).toMatchObject({ status: 200, degraded: ['model'] });
    trouble.set('catalog', dead);
    await expect.poll(async () => (await readiness()).status, patience).toBe(503);
    const { body } = await gateway!.get('/readyz');
    expect(body).toMatchObject({ ready: false, checks: { answers: { ok: false } } });
    await expect.poll(() => grpcHealth(''), patience).toBe('NOT_SERVING');
    expect(await gateway!.get('/healthz')).toEqual({ status: 200, body: { live: true } });
    expect(await grpcHealth('liveness')).toBe('SERVING');
    trouble.clear();
    await expect.poll(async () => (await readiness()).status, patience).toBe(200);
    await expect.poll(() => grpcHealth(''), patience).toBe('SERVING');
  });
});
