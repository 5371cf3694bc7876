import {
  Interaction,
  InteractionType,
  type RecommendationClient,
  RecommendRequest,
  recommendationClient,
} from '@stars/contracts';
import { StarsError } from '@stars/errors';
import { servedBy } from '@stars/recommending/testing';
import { afterEach, describe, expect, it } from 'vitest';
import type { GatewayDeps } from './gateway-deps.js';
import { newTestGateway, SEEDED, type TestGateway } from './testing/new-test-gateway.js';

type Store = 'profiles' | 'catalog' | 'vectors';

let gateway: TestGateway | undefined;
afterEach(async () => {
  await gateway?.close();
  gateway = undefined;
});

/** The adapters; one of them answers each call as the test says, or itself if that gives undefined. */
function withStore(name: Store, instead: () => Promise<never> | undefined) {
  return (deps: GatewayDeps): Partial<GatewayDeps> => ({
    [name]: new Proxy(deps[name], {
      get: (target, property) => {
        const value: unknown = Reflect.get(target, property);
        if (typeof value !== 'function') return value;
        return (...parameters: unknown[]) => instead() ?? value.apply(target, parameters);
      },
    }),
  });
}

const hang = () => new Promise<never>(() => undefined);
const request = (part: Partial<RecommendRequest> = {}) =>
  RecommendRequest.fromPartial({ userId: SEEDED.fruitUser, k: 3, ...part });

async function timed(recommendations: RecommendationClient, part: Partial<RecommendRequest>, deadlineMs: number) {
  const started = performance.now();
  const answer = await recommendations.recommend(request(part), { timeoutMs: deadlineMs });
  return { ms: performance.now() - started, codes: answer.degradations.map(({ code }) => code), answer };
}

describe('Recommend, of slow stores', () => {
  it('answers calls in work before the gateway ends, and takes no more', async () => {
    const asked = Promise.withResolvers<void>();
    const asks = () => {
      asked.resolve();
      return hang();
    };
    gateway = await newTestGateway({ deps: withStore('profiles', asks) });
    const client = recommendationClient(`127.0.0.1:${gateway.grpcPort}`);
    const inWork = client.recommend(request(), { timeoutMs: 1500 });
    await asked.promise;
    const closed = gateway.close();
    expect((await inWork).items).toHaveLength(3);
    // The client leaves its connection open.
    await closed;
    await expect(client.recommend(request(), { timeoutMs: 1500 })).rejects.toThrow();
    client.close();
    gateway = undefined;
  });

  it.each(['profiles', 'catalog', 'vectors'] as const)('keeps the deadline while the %s hang', async (store) => {
    gateway = await newTestGateway({ deps: withStore(store, hang) });
    const { ms, codes, answer } = await timed(gateway.recommendations, {}, 1500);
    expect(codes).toContain('STARS_UNAVAILABLE');
    expect(answer.items).toHaveLength(3);
    expect(ms).toBeLessThan(1500);
  });

  it('keeps the deadline that a request names, over gRPC, HTTP and in a batch', async () => {
    gateway = await newTestGateway({ deps: withStore('vectors', hang) });
    const { ms, codes } = await timed(gateway.recommendations, { deadlineMs: 300 }, 9000);
    expect(codes).toContain('STARS_UNAVAILABLE');
    const body = { user_id: SEEDED.fruitUser, k: 3, deadline_ms: 300 };
    const started = performance.now();
    const { status } = await gateway.post('/v1/recommend', body);
    const httpMs = performance.now() - started;
    expect(status).toBe(200);
    const requests = [request({ deadlineMs: 300 }), request({ deadlineMs: 1 })];
    const { results } = await gateway.recommendations.recommendBatch({ requests });
    const batchMs = performance.now() - started - httpMs;
    expect(results[0]!.result?.$case).toBe('response');
    for (const took of [ms, httpMs, batchMs]) expect(took).toBeLessThan(600);
  });

  it('keeps the deadline while all of them hang', async () => {
    gateway = await newTestGateway({
      deps: (deps) => ({
        ...withStore('profiles', hang)(deps),
        ...withStore('catalog', hang)(deps),
        ...withStore('vectors', hang)(deps),
      }),
    });
    const { ms, codes } = await timed(gateway.recommendations, {}, 1500);
    expect(codes).toContain('STARS_UNAVAILABLE');
    expect(ms).toBeLessThan(1500);
  });

  it('stops waiting for a store that gave no answer, and asks it again after a pause', async () => {
    let hanging = true;
    let asked = 0;
    const deps = withStore('profiles', () => {
      asked++;
      return hanging ? hang() : undefined;
    });
    gateway = await newTestGateway({ deps: (real) => ({ ...deps(real), limits: { storeMs: 100 } }) });
    for (let i = 0; i < 3; i++) await timed(gateway.recommendations, {}, 5000);
    const before = asked;
    const { codes } = await timed(gateway.recommendations, {}, 5000);
    expect([codes, asked]).toEqual([['STARS_UNAVAILABLE', 'FALLBACK_ITEMS'], before]);
    hanging = false;
    const recommendations = gateway.recommendations;
    await expect.poll(async () => (await timed(recommendations, {}, 5000)).codes, { timeout: 5000 }).toEqual([]);
  });

  it('degrades if a store is overloaded', async () => {
    const overloaded = () => Promise.reject(new StarsError('STARS_OVERLOADED', 'too much is waiting'));
    gateway = await newTestGateway({ deps: withStore('profiles', overloaded) });
    expect((await timed(gateway.recommendations, {}, 1500)).codes).toEqual(['STARS_UNAVAILABLE', 'FALLBACK_ITEMS']);
  });

  it('serves the last good vectors if the model cannot read its inputs for new ones', async () => {
    const away = () => Promise.reject(new StarsError('STARS_UNAVAILABLE', 'no connection'));
    gateway = await newTestGateway({
      deps: ({ servedModels }) => ({
        servedModels: servedBy((tenant) =>
          Object.assign(Object.create(servedModels.current(tenant)!), { encodeUser: away }),
        ),
      }),
    });
    const event = Interaction.fromPartial({
      itemId: 'bleach',
      type: InteractionType.INTERACTION_TYPE_VIEW,
      time: new Date(SEEDED.lastPurchase + 1000),
    });
    const { codes, answer } = await timed(gateway.recommendations, { recentEvents: [event] }, 1500);
    expect(codes).toEqual(['STARS_UNAVAILABLE']);
    expect(answer.vectorTime).toEqual(new Date(SEEDED.lastPurchase));
  });
});
