import { Impression, RecommendRequest, TOPICS } from '@stars/contracts';
import { StarsError } from '@stars/errors';
import type { OutgoingMessage, PublishResult } from '@stars/event-bus';
import { afterEach, describe, expect, it, vi } from 'vitest';
import type { GatewayDeps } from './gateway-deps.js';
import { newTestGateway, SEEDED, type TestGateway } from './testing/new-test-gateway.js';

let gateway: TestGateway | undefined;
afterEach(async () => {
  await gateway?.close();
  gateway = undefined;
});

type Publish = (topic: string, messages: readonly OutgoingMessage[]) => Promise<PublishResult>;

/** The bus with the test's `publish` for impressions. */
const withPublish = (instead: (real: Publish) => Publish) => (deps: GatewayDeps) => ({
  bus: new Proxy(deps.bus, {
    get: (target, name) => {
      const value: unknown = Reflect.get(target, name);
      if (typeof value !== 'function') return value;
      const real = value.bind(target);
      if (name !== 'publish') return real;
      return (topic: string, messages: OutgoingMessage[]) =>
        topic === TOPICS.impressions ? instead(real)(topic, messages) : real(topic, messages);
    },
  }),
});

const ask = (part: Partial<RecommendRequest> = {}) =>
  gateway!.recommendations.recommend(
    RecommendRequest.fromPartial({ userId: SEEDED.fruitUser, k: 3, region: 'north', surface: 'home', ...part }),
  );

async function recorded(): Promise<Impression[]> {
  const pages: Impression[] = [];
  for await (const batch of gateway!.deps.bus.read({ topic: TOPICS.impressions })) {
    pages.push(...batch.map(({ value }) => Impression.decode(value)));
  }
  return pages;
}

const dropped = async (): Promise<string | undefined> =>
  /impressions_total\{[^}]*dropped[^}]*\} (\d+)/.exec(await gateway!.deps.metrics.expose())?.[1];

describe('what was served', () => {
  it('is published with surface, places and propensities, once for each answer', async () => {
    gateway = await newTestGateway();
    const exploration = { places: 1, rate: 1, candidates: 2, seed: 1 };
    const time = new Date(SEEDED.lastPurchase);
    const answers = [await ask({ exploration, time }), await ask({ k: 1 })];
    await vi.waitFor(async () => expect(await recorded()).toHaveLength(2), 5000);
    const [first, second] = await recorded();
    expect(first).toMatchObject({ userId: SEEDED.fruitUser, surface: 'home', region: 'north', time, confirmed: false });
    expect(first!.recommendationId).toBe(answers[0]!.recommendationId);
    expect(first!.items).toEqual(
      answers[0]!.items.map(({ itemId, position, propensity }) => ({ itemId, position, propensity })),
    );
    expect(first!.items.map(({ propensity }) => propensity)).toEqual([1, 1, 0.5]);
    expect(second!.recommendationId).toBe(answers[1]!.recommendationId);
  });

  it('is confirmed by the client as one more page', async () => {
    gateway = await newTestGateway();
    const { recommendationId, items } = await ask();
    const seen = items.slice(0, 2).map(({ itemId }) => itemId);
    const body = { recommendation_id: recommendationId, user_id: SEEDED.fruitUser, item_ids: seen };
    expect((await gateway.post('/v1/impressions/confirm', body)).status).toBe(200);
    await vi.waitFor(async () => expect(await recorded()).toHaveLength(2), 5000);
    const confirmed = (await recorded()).filter((page) => page.confirmed);
    expect(confirmed).toMatchObject([{ recommendationId, items: seen.map((itemId) => ({ itemId })) }]);
  });

  it('is not recorded without a surface, without items, or if recording is off', async () => {
    gateway = await newTestGateway();
    await ask({ surface: '' });
    const nothing = { expression: { $case: 'in' as const, value: { field: 'brand', values: [] } } };
    expect((await ask({ filter: nothing })).items).toEqual([]);
    const silent = await newTestGateway({ deps: () => ({ impressions: false }) });
    await silent.recommendations.recommend(RecommendRequest.fromPartial({ userId: 'u', k: 1, surface: 'home' }));
    await Promise.all([gateway, silent].map(({ events }) => events.deleteUser({ tenantId: '', userId: 'nobody' })));
    expect(await recorded()).toEqual([]);
    await silent.close();
  });

  it('waits for a bus that is away, and delays no answer', async () => {
    let away = true;
    gateway = await newTestGateway({
      deps: withPublish((real) => async (topic, messages) => {
        if (away) throw new StarsError('STARS_UNAVAILABLE', 'no connection');
        return real(topic, messages);
      }),
    });
    for (let n = 0; n < 20; n++) expect((await ask()).degradations).toEqual([]);
    expect(await recorded()).toEqual([]);
    away = false;
    await vi.waitFor(async () => expect(await recorded()).toHaveLength(20), 10_000);
    expect(await dropped()).toBeUndefined();
  });

  it('is dropped and counted if too much waits, and at the end', async () => {
    gateway = await newTestGateway({
      deps: withPublish(() => () => new Promise(() => undefined)),
    });
    const { metrics } = gateway.deps;
    const started = performance.now();
    await Promise.all(Array.from({ length: 5 }, () => ask()));
    expect(performance.now() - started).toBeLessThan(5000);
    await gateway.close();
    gateway = undefined;
    expect(await metrics.expose()).toMatch(/impressions_total\{[^}]*dropped[^}]*\} 5/);
  });

  it('is forgotten with its user, though it was served a moment ago', async () => {
    gateway = await newTestGateway();
    await ask();
    await gateway.events.deleteUser({ tenantId: '', userId: SEEDED.fruitUser });
    await new Promise((resolve) => setTimeout(resolve, 300));
    expect(await recorded()).toEqual([]);
  });
});
