import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  CatalogItem,
  type EventClient,
  eventClient,
  Interaction,
  LIMITS,
  type RecommendationClient,
  RecommendMode,
  RecommendRequest,
  recommendationClient,
  typeOfKind,
} from '@stars/contracts';
import { SMALL_SHOP_PRODUCTS, smallShopEvents, WINDOW_SHOPPED } from '@stars/datasets/testing';
import { chunks, createLogger } from '@stars/platform';
import { type TrainReport, train } from '@stars/training';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startStandalone } from './standalone.js';
import type { Standalone } from './standalone-options.js';
import { plainTextModels } from './testing/plain-text-models.js';

const log = smallShopEvents();
const users = [...new Set(log.map(({ user }) => user))];
const END = new Date(log.at(-1)!.time + 60_000);

let dataDir: string;
let standalone: Standalone;
let events: EventClient;
let recommendations: RecommendationClient;
let report: TrainReport;

/** A consumer that fails retries for ever; a test must not wait for ever. */
const drain = () => standalone.drain({ pollMs: 50, signal: AbortSignal.timeout(60_000) });

beforeAll(async () => {
  dataDir = mkdtempSync(join(tmpdir(), 'stars-target-kind-'));
  standalone = await startStandalone({
    dataDir,
    listen: { grpcPort: 0, httpPort: 0 },
    logger: createLogger('standalone', { level: 'silent' }),
    openTextModels: plainTextModels,
  });
  events = eventClient(`127.0.0.1:${standalone.ports!.grpcPort}`);
  recommendations = recommendationClient(`127.0.0.1:${standalone.ports!.grpcPort}`);
  await events.upsertItems({
    items: SMALL_SHOP_PRODUCTS.map(({ id, title, brand, category, price }) =>
      // One title has a tab, which imports take out and the API refuses.
      CatalogItem.fromPartial({
        ...{ itemId: id, version: 1, title: title.replace('\t', ' '), brand },
        ...{ category: [...category], price },
      }),
    ),
  });
  const interactions = log.map(({ user, item, type, time, session }, n) =>
    Interaction.fromPartial({
      ...{ eventId: `event-${n}`, userId: user, itemId: item, type: typeOfKind(type) },
      ...{ time: new Date(time), sessionId: session },
    }),
  );
  for (const some of chunks(interactions, LIMITS.trackEvents))
    await events.track({ interactions: some, impressions: [] });
  await drain();
  report = await train({
    bus: standalone.stack.bus,
    dataDir,
    place: { timeZone: 'UTC', country: 'US' },
    size: 'small',
    now: Date.now(),
  });
  await drain();
});
afterAll(async () => {
  events.close();
  recommendations.close();
  await standalone.close();
  rmSync(dataDir, { recursive: true });
});

async function listOf(userId: string, k: number, mode?: RecommendMode): Promise<string[]> {
  const request = RecommendRequest.fromPartial({ userId, k, time: END, ...(mode === undefined ? {} : { mode }) });
  const { items, modelVersion } = await recommendations.recommend(request);
  expect(modelVersion).toBe(report.version);
  expect(items.length).toBeGreaterThan(k / 2);
  return items.map(({ itemId }) => itemId);
}

describe('a small shop with an item that everybody looks at and nobody buys', () => {
  it('has purchases as its target, and people who look for something new', () => {
    expect(report.why).toContain('Target: purchase, the strongest kind that the log has in number');
    // Each purchase follows a view and an addition to the cart: that is nobody who comes back for an item.
    expect(report.metrics['repeat_share']).toBe(0);
  });

  it('has that item in nobody’s first five', async () => {
    for (const user of users) expect(await listOf(user, 5), user).not.toContain(WINDOW_SHOPPED.item);
  });

  it.each([
    ['next intent', RecommendMode.RECOMMEND_MODE_NEXT_INTENT],
    ['general interest', RecommendMode.RECOMMEND_MODE_GENERAL_INTEREST],
    ['round robin', RecommendMode.RECOMMEND_MODE_ROUND_ROBIN],
    ['round robin and buy again', RecommendMode.RECOMMEND_MODE_ROUND_ROBIN_BUY_AGAIN],
  ])('has that item in no list before items that people buy, mode %s', async (_, mode) => {
    for (const user of users) {
      const list = await listOf(user, SMALL_SHOP_PRODUCTS.length, mode);
      // The whole catalogue but for what the user bought, this item at its end.
      expect(list.indexOf(WINDOW_SHOPPED.item), user).toBe(list.length - 1);
    }
  });

  it('shows what a user looked at and did not buy, and not what the user bought', async () => {
    const bought = Map.groupBy(
      log.filter(({ type }) => type === 'purchase'),
      ({ user }) => user,
    );
    const carted = log.filter(({ type }) => type === 'add_to_cart');
    let [shown, known, places] = [0, 0, 0];
    for (const [user, purchases] of bought) {
      const list = await listOf(user, 10);
      const own = new Set(purchases.map(({ item }) => item));
      expect(list.slice(0, 5).filter((item) => own.has(item))).toEqual([]);
      known += list.filter((item) => own.has(item)).length;
      places += list.length;
      if (carted.some((event) => event.user === user && list.includes(event.item))) shown++;
    }
    expect(shown / bought.size).toBeGreaterThan(0.3);
    expect(known / places).toBeLessThan(0.02);
  });

  it('has it last of all among popular items', async () => {
    const popular = await listOf('nobody', SMALL_SHOP_PRODUCTS.length);
    expect(popular).toHaveLength(SMALL_SHOP_PRODUCTS.length);
    expect(popular.at(-1)).toBe(WINDOW_SHOPPED.item);
  });
});
