import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  CatalogItem,
  encodeCatalogUpsert,
  eventClient,
  type RecommendationClient,
  RecommendMode,
  RecommendRequest,
  recommendationClient,
  TOPICS,
} from '@stars/contracts';
import { createLogger } from '@stars/platform';
import { train } from '@stars/service-trainer';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type Standalone, startStandalone } from './standalone.js';
import { cafeShop, type Shelf } from './testing/cafe-shop.js';

const shop = cafeShop(20, 10);
const LATTE = CatalogItem.fromPartial({
  itemId: 'new-latte',
  title: 'Pumpkin spice oat milk latte, vegan',
  version: 1,
});
const K = 8;

let dataDir: string;
let standalone: Standalone;
let recommendations: RecommendationClient;

beforeAll(async () => {
  dataDir = mkdtempSync(join(tmpdir(), 'stars-new-product-'));
  // With the local text models: what a product is, they read from its name.
  standalone = await startStandalone({
    dataDir,
    doors: { grpcPort: 0, httpPort: 0 },
    logger: createLogger('standalone', { level: 'silent' }),
    clock: () => shop.until,
  });
  const address = `127.0.0.1:${standalone.ports!.grpcPort}`;
  const events = eventClient(address);
  recommendations = recommendationClient(address);
  await events.upsertItems({ items: shop.items });
  await events.track({ interactions: shop.events, impressions: [] });
  events.close();
  await standalone.drain({ pollMs: 50, signal: AbortSignal.timeout(60_000) });
  const place = { timeZone: 'UTC', country: 'US' };
  const { bus } = standalone.stack;
  await train({ bus, dataDir, place, size: 'tiny', recipe: { epochs: 10, deltaDropout: 0.5 }, now: shop.until });
  await standalone.drain({ pollMs: 50, signal: AbortSignal.timeout(60_000) });
}, 120_000);
afterAll(async () => {
  recommendations?.close();
  await standalone?.close();
  rmSync(dataDir, { recursive: true });
});

/** Position of the new product among the first K of a user, from 0; K where it is not there. */
async function positionFor(userId: string, mode: RecommendMode): Promise<number> {
  const { items } = await recommendations.recommend(RecommendRequest.fromPartial({ userId, k: K, mode }));
  const position = items.findIndex(({ itemId }) => itemId === LATTE.itemId);
  return position < 0 ? K : position;
}
const positions = (shelf: Shelf, mode: RecommendMode): Promise<number[]> =>
  Promise.all(shop.users.get(shelf)!.map((userId) => positionFor(userId, mode)));
const { RECOMMEND_MODE_GENERAL_INTEREST, RECOMMEND_MODE_NEXT_INTENT, RECOMMEND_MODE_UNSPECIFIED } = RecommendMode;

it('a product that was never seen is recommended within seconds to those who buy its like, and not to others', async () => {
  const [someone] = shop.users.get('coffee')!;
  expect(await positionFor(someone!, RECOMMEND_MODE_GENERAL_INTEREST)).toBe(K);
  const began = performance.now();
  await standalone.stack.bus.publish(TOPICS.catalog, [encodeCatalogUpsert(LATTE)]);
  await expect
    .poll(() => positionFor(someone!, RECOMMEND_MODE_GENERAL_INTEREST), { interval: 20, timeout: 60_000 })
    .toBeLessThan(K);
  const seconds = (performance.now() - began) / 1000;
  // 0.45 s on two busy cores; what is promised is 3.
  expect(seconds).toBeLessThan(10);
  for (const mode of [RECOMMEND_MODE_GENERAL_INTEREST, RECOMMEND_MODE_NEXT_INTENT, RECOMMEND_MODE_UNSPECIFIED]) {
    const [coffee, grill, cleaning] = [
      await positions('coffee', mode),
      await positions('grill', mode),
      await positions('cleaning', mode),
    ];
    // Among the first three for nine of ten who buy its like; for the others, below all that they are used to.
    expect(coffee.filter((position) => position < 3).length).toBeGreaterThanOrEqual(0.9 * coffee.length);
    expect([...grill, ...cleaning].filter((position) => position < K)).toEqual([]);
  }
});
