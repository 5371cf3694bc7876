import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  CatalogItem,
  encodeCatalogDelete,
  encodeCatalogUpsert,
  eventClient,
  LIMITS,
  type RecommendationClient,
  RecommendMode,
  RecommendRequest,
  recommendationClient,
  TOPICS,
} from '@stars/contracts';
import { chunks, createLogger } from '@stars/platform';
import { RECIPES, train } from '@stars/training';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startStandalone } from './standalone.js';
import type { Standalone } from './standalone-options.js';
import { cafeShop, type Shelf } from './testing/cafe-shop.js';

const shop = cafeShop(20, 12);
const LATTE = CatalogItem.fromPartial({
  itemId: 'new-latte',
  title: 'Pumpkin spice oat milk latte, vegan',
  version: 1,
});
/** As many as a shelf has products. */
const K = 12;

type Mode = Partial<Pick<RecommendRequest, 'mode'>>;
const GENERAL: Mode = { mode: RecommendMode.RECOMMEND_MODE_GENERAL_INTEREST };
const NEXT: Mode = { mode: RecommendMode.RECOMMEND_MODE_NEXT_INTENT };
const ROUND_ROBIN: Mode = { mode: RecommendMode.RECOMMEND_MODE_ROUND_ROBIN_BUY_AGAIN };

/** A shop whose users buy from one shelf each, and a model of it that serves. */
class RunningShop {
  private constructor(
    private readonly dataDir: string,
    private readonly standalone: Standalone,
    private readonly recommendations: RecommendationClient,
  ) {}

  static async open(recipe: NonNullable<Parameters<typeof train>[0]['recipe']>): Promise<RunningShop> {
    const dataDir = mkdtempSync(join(tmpdir(), 'stars-new-product-'));
    // With the local text models, which read what a product is from its name.
    const standalone = await startStandalone({
      dataDir,
      listen: { grpcPort: 0, httpPort: 0 },
      logger: createLogger('standalone', { level: 'silent' }),
      clock: () => shop.until,
    });
    const address = `127.0.0.1:${standalone.ports!.grpcPort}`;
    const events = eventClient(address);
    const running = new RunningShop(dataDir, standalone, recommendationClient(address));
    await events.upsertItems({ items: shop.items });
    for (const interactions of chunks(shop.events, LIMITS.trackEvents))
      await events.track({ interactions, impressions: [] });
    events.close();
    await running.#drain();
    const { bus } = standalone.stack;
    await train({ bus, dataDir, place: { timeZone: 'UTC', country: 'US' }, size: 'tiny', recipe, now: shop.until });
    await running.#drain();
    return running;
  }

  publish(message: ReturnType<typeof encodeCatalogUpsert>): Promise<unknown> {
    return this.standalone.stack.bus.publish(TOPICS.catalog, [message]);
  }

  /** Position of the new product among the first K of a user, from 0; K if it is not there. */
  async positionFor(userId: string, part: Mode = {}): Promise<number> {
    const { items } = await this.recommendations.recommend(RecommendRequest.fromPartial({ userId, k: K, ...part }));
    const position = items.findIndex(({ itemId }) => itemId === LATTE.itemId);
    return position < 0 ? K : position;
  }

  positions(shelf: Shelf, part: Mode = {}): Promise<number[]> {
    return Promise.all(shop.users.get(shelf)!.map((userId) => this.positionFor(userId, part)));
  }

  async close(): Promise<void> {
    this.recommendations.close();
    await this.standalone.close();
    rmSync(this.dataDir, { recursive: true });
  }

  #drain(): Promise<unknown> {
    return this.standalone.drain({ pollMs: 50, signal: AbortSignal.timeout(60_000) });
  }
}

const [someone] = shop.users.get('coffee')!;
/** 0.45 s on two busy cores; the limit is 3. */
const MOST_SECONDS = 10;

describe('a cold-start product', () => {
  let running: RunningShop;
  beforeAll(async () => {
    const { validation, secondStage } = RECIPES.small;
    const window = { validation: { ...validation!, share: 0.5 }, secondStage: { ...secondStage!, epochs: 8 } };
    running = await RunningShop.open({ epochs: 10, deltaDropout: 0.5, ...window });
    expect(await running.positionFor(someone!)).toBe(K);
    expect(await running.positionFor(someone!, GENERAL)).toBe(K);
    await running.publish(encodeCatalogUpsert(LATTE));
  }, 120_000);
  afterAll(() => running?.close());

  const comes = (part: Mode) =>
    expect.poll(() => running.positionFor(someone!, part), { interval: 20, timeout: 60_000 }).toBeLessThan(K);
  const ofOthers = async (part: Mode) => [
    ...(await running.positions('grill', part)),
    ...(await running.positions('cleaning', part)),
  ];

  it('is in the default lists of users who buy similar products within seconds, ranked with their repeat candidates', async () => {
    const began = performance.now();
    await comes({});
    expect((performance.now() - began) / 1000).toBeLessThan(MOST_SECONDS);
    const coffee = await running.positions('coffee', {});
    expect(coffee.filter((position) => position < K).length).toBeGreaterThanOrEqual(0.9 * coffee.length);
    expect((await ofOthers({})).filter((position) => position < K)).toEqual([]);
  });

  it.each([GENERAL, NEXT, ROUND_ROBIN])(
    'is among the first items of users who buy similar products in %o, and not of others',
    async (part) => {
      await comes(part);
      const coffee = await running.positions('coffee', part);
      // Among the first three for nine of ten users who buy similar products; for the others, below all that they usually buy.
      expect(coffee.filter((position) => position < 3).length).toBeGreaterThanOrEqual(0.9 * coffee.length);
      expect((await ofOthers(part)).filter((position) => position < K)).toEqual([]);
    },
  );

  it('leaves all lists when it leaves the catalogue', async () => {
    await running.publish(encodeCatalogDelete({ tenantId: '', itemId: LATTE.itemId, version: 2 }));
    await expect.poll(() => running.positionFor(someone!), { interval: 20, timeout: 60_000 }).toBe(K);
    for (const part of [GENERAL, NEXT]) expect(await running.positionFor(someone!, part)).toBe(K);
  });
});
