import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  type EventClient,
  eventClient,
  Interaction,
  InteractionType,
  LIMITS,
  type RecommendationClient,
  RecommendRequest,
  recommendationClient,
} from '@stars/contracts';
import { syntheticShop } from '@stars/datasets/testing';
import { chunks, createLogger } from '@stars/platform';
import { train } from '@stars/training';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { startStandalone } from './standalone.js';
import type { Standalone } from './standalone-options.js';
import { plainTextModels } from './testing/plain-text-models.js';

const shop = syntheticShop({ users: 60, items: 30, days: 60, seed: 3, nextItemShare: 0.8 });
const time = new Date(shop.events.at(-1)!.time!.getTime() + 3_600_000);
const secondsBefore = (seconds: number): Date => new Date(time.getTime() - 1000 * seconds);

let dataDir: string;
let standalone: Standalone;
let events: EventClient;
let recommendations: RecommendationClient;

const drain = () => standalone.drain({ pollMs: 50, signal: AbortSignal.timeout(60_000) });
const track = async (...interactions: Interaction[]): Promise<void> => {
  await events.track({ interactions, impressions: [] });
  await drain();
};

beforeAll(async () => {
  dataDir = mkdtempSync(join(tmpdir(), 'stars-browsing-'));
  standalone = await startStandalone({
    dataDir,
    listen: { grpcPort: 0, httpPort: 0 },
    logger: createLogger('standalone', { level: 'silent' }),
    openTextModels: plainTextModels,
  });
  events = eventClient(`127.0.0.1:${standalone.ports!.grpcPort}`);
  recommendations = recommendationClient(`127.0.0.1:${standalone.ports!.grpcPort}`);
  await events.upsertItems({ items: shop.items });
  for (const interactions of chunks(shop.events, LIMITS.trackEvents))
    await events.track({ interactions, impressions: [] });
  await drain();
  const place = { timeZone: 'UTC', country: 'US' };
  const { bus } = standalone.stack;
  await train({ bus, dataDir, place, size: 'tiny', recipe: { epochs: 5 }, seed: 1, now: Date.now() });
  await drain();
});
afterAll(async () => {
  events.close();
  recommendations.close();
  await standalone.close();
  rmSync(dataDir, { recursive: true });
});

const listOf = async (userId: string, ...recentEvents: Interaction[]): Promise<string[]> => {
  const { items } = await recommendations.recommend(
    RecommendRequest.fromPartial({ userId, k: 30, time, recentEvents }),
  );
  return items.map(({ itemId }) => itemId);
};

it('shows an item that a user rated low no more, until they rate it higher, whichever rating arrives first', async () => {
  const { userId } = shop.users[6]!;
  const [itemId] = await listOf(userId);
  const type = InteractionType.INTERACTION_TYPE_RATING;
  const rated = (value: number, seconds: number) =>
    Interaction.fromPartial({
      ...{ userId, itemId: itemId!, type, value },
      time: secondsBefore(seconds),
    });
  for (const [rating, shown] of [
    [rated(2, 50), false],
    [rated(4, 40), true],
    [rated(1, 45), true],
    [rated(1, 30), false],
  ] as const) {
    await track(rating);
    expect((await listOf(userId)).includes(itemId!)).toBe(shown);
  }
});

it('shows strangers what they look around in: categories and searches, stored or of this moment', async () => {
  const { INTERACTION_TYPE_VIEW_CATEGORY: VIEW, INTERACTION_TYPE_SEARCH: SEARCH } = InteractionType;
  const categoryOf = new Map(shop.items.map(({ itemId, category }) => [itemId, category[1]!]));
  const categories = [...new Set(categoryOf.values())];
  const plain = await listOf('nobody');
  const firsts = new Set<string>();
  for (const [n, category] of categories.entries()) {
    const [viewer, searcher] = [`viewer-${n}`, `searcher-${n}`];
    const [view, search] = [
      Interaction.fromPartial({ userId: viewer, eventId: `v${n}`, type: VIEW, category, time }),
      Interaction.fromPartial({ userId: searcher, eventId: `s${n}`, type: SEARCH, query: `a ${category}`, time }),
    ];
    const list = await listOf(viewer, view);
    expect(categoryOf.get(list[0]!)).toBe(category);
    firsts.add(list[0]!);
    expect(await listOf(searcher, search)).toEqual(list);
    await track(view, search);
    expect([await listOf(viewer), await listOf(searcher)]).toEqual([list, list]);
  }
  expect(firsts.size).toBe(categories.length);
  // What others look around in is in no statistics.
  expect(await listOf('nobody')).toEqual(plain);
});
