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
  RecommendPageRequest,
  RecommendRequest,
  recommendationClient,
} from '@stars/contracts';
import { syntheticShop } from '@stars/datasets/testing';
import { chunks, createLogger } from '@stars/platform';
import { train } from '@stars/training';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { startStandalone } from './standalone.js';
import type { Standalone } from './standalone-options.js';
import { plainTextModels } from './testing/plain-text-models.js';

const shop = syntheticShop({ users: 60, items: 30, days: 60, seed: 3, nextItemShare: 0.8 });
const NOW = shop.events.at(-1)!.time!.getTime() + 3_600_000;
const userAt = (n: number): string => shop.users[n]!.userId;

let dataDir: string;
let standalone: Standalone;
let events: EventClient;
let recommendations: RecommendationClient;
let pages = 0;

const drain = () => standalone.drain({ pollMs: 20, signal: AbortSignal.timeout(60_000) });
const ask = async (userId: string, part: Partial<RecommendRequest> = {}) => {
  const request = { userId, k: 6, scoreParts: true, surface: 'home', time: new Date(NOW), ...part };
  return (await recommendations.recommend(RecommendRequest.fromPartial(request))).items;
};
const tired = (userId: string, part: Partial<RecommendRequest> = {}) => ask(userId, { fatigue: 1, ...part });
/** The user sees items on a new page. */
const see = (userId: string, itemIds: string[], surface = 'home') =>
  events.confirmImpression({
    ...{ tenantId: '', userId, surface, itemIds },
    ...{ recommendationId: `answer-${pages++}`, pageId: '', time: new Date(NOW) },
  });

beforeAll(async () => {
  dataDir = mkdtempSync(join(tmpdir(), 'stars-fatigue-'));
  const logger = createLogger('standalone', { level: 'silent' });
  const listen = { grpcPort: 0, httpPort: 0 };
  standalone = await startStandalone({ dataDir, listen, logger, openTextModels: plainTextModels });
  events = eventClient(`127.0.0.1:${standalone.ports!.grpcPort}`);
  recommendations = recommendationClient(`127.0.0.1:${standalone.ports!.grpcPort}`);
  await events.upsertItems({ items: shop.items });
  for (const interactions of chunks(shop.events, LIMITS.trackEvents))
    await events.track({ interactions, impressions: [] });
  await drain();
  const place = { timeZone: 'UTC', country: 'US' };
  const { bus } = standalone.stack;
  await train({ bus, dataDir, place, size: 'tiny', recipe: { epochs: 2 }, seed: 1, now: NOW });
  await drain();
});
afterAll(async () => {
  events.close();
  recommendations.close();
  await standalone.close();
  rmSync(dataDir, { recursive: true });
});

it('lets what was seen in vain sink on its surface alone, until it is chosen', async () => {
  const userId = userAt(1);
  const before = await ask(userId);
  expect(await tired(userId)).toEqual(before);
  const [first] = before;
  for (let n = 0; n < 3; n++) await see(userId, [first!.itemId]);
  await drain();
  const after = await tired(userId);
  const place = after.findIndex(({ itemId }) => itemId === first!.itemId);
  expect(place === -1 ? Number.POSITIVE_INFINITY : place).toBeGreaterThan(0);
  const others = before.filter(({ itemId }) => itemId !== first!.itemId);
  const kept = after.filter(({ itemId }) => itemId !== first!.itemId).slice(0, others.length);
  expect(kept.map(({ itemId, score }) => [itemId, score])).toEqual(others.map(({ itemId, score }) => [itemId, score]));
  // Its score is what its parts add up to, and all that may be there still is.
  const candidateItemIds = shop.items.map(({ itemId }) => itemId);
  const all = await tired(userId, { k: 0, candidateItemIds });
  expect(all.map(({ itemId }) => itemId).sort()).toEqual(candidateItemIds.sort());
  const { score, scoreParts } = all.find(({ itemId }) => itemId === first!.itemId)!;
  expect(scoreParts!.fatigue).toBeCloseTo(-Math.log(4), 6);
  const parts = Object.values(scoreParts!.secondStage).reduce((sum, part) => sum + part, scoreParts!.fatigue);
  expect(parts).toBeCloseTo(score, 3);
  // Nobody else's list, no other surface, and no list without fatigue changes in any digit.
  expect(await ask(userId)).toEqual(before);
  expect(await tired(userId, { surface: 'cart' })).toEqual(await ask(userId, { surface: 'cart' }));
  expect(await tired(userAt(2))).toEqual(await ask(userAt(2)));
  // A view that the request names counts at once, and one that the stream delivers stays.
  const view = { userId, itemId: first!.itemId, type: InteractionType.INTERACTION_TYPE_VIEW, time: new Date(NOW) };
  const event = Interaction.fromPartial({ ...view, eventId: 'view' });
  const fatigueOf = (items: typeof all) => items.map((item) => item.scoreParts!.fatigue);
  expect(new Set(fatigueOf(await tired(userId, { recentEvents: [event] })))).toEqual(new Set([0]));
  await events.track({ interactions: [event], impressions: [] });
  await drain();
  expect(new Set(fatigueOf(await tired(userId)))).toEqual(new Set([0]));
});

it('holds for places without scores, pages of several lists, and surfaces that say so', async () => {
  const userId = userAt(3);
  const rr = { mode: 3 };
  const before = await ask(userId, rr);
  const [first, second] = before.map(({ itemId }) => itemId);
  for (let n = 0; n < 2; n++) await see(userId, [first!]);
  await drain();
  const after = (await tired(userId, rr)).map(({ itemId }) => itemId);
  expect(after[0]).toBe(second);
  expect(after.slice(1, 3)).toContain(first);
  const port = standalone.ports!.httpPort;
  const put = await fetch(`http://127.0.0.1:${port}/v1/surfaces`, {
    ...{ method: 'POST', headers: { 'content-type': 'application/json' } },
    body: JSON.stringify({ name: 'home', surface: { fatigue: 10 } }),
  });
  expect(put.status).toBe(200);
  await vi.waitFor(async () => expect((await ask(userId))[0]!.itemId).not.toBe(first), 5000);
  const placements = [{ surface: 'home', k: 2 }];
  const page = await recommendations.recommendPage(RecommendPageRequest.fromPartial({ userId, placements }));
  expect(page.placements[0]!.items.map(({ itemId }) => itemId)).not.toContain(first);
});

it('is forgotten with the user', async () => {
  const userId = userAt(4);
  const { profiles } = standalone.stack;
  await see(userId, ['a', 'b']);
  await drain();
  expect((await profiles.seen('default', [userId]))[0]!.map(({ itemId }) => itemId)).toEqual(['a', 'b']);
  await events.deleteUser({ tenantId: '', userId });
  await drain();
  expect(await profiles.seen('default', [userId])).toEqual([[]]);
});

it('reaches the next list within a second', async () => {
  const waits: number[] = [];
  for (let n = 0; n < 20; n++) {
    const userId = userAt(10 + n);
    const [first] = await ask(userId, { surface: 'deals' });
    await see(userId, [first!.itemId], 'deals');
    const begun = performance.now();
    const isSunk = async () =>
      expect((await tired(userId, { surface: 'deals', k: 30 })).some((item) => item.scoreParts!.fatigue < 0)).toBe(
        true,
      );
    await vi.waitFor(isSunk, { timeout: 5000, interval: 5 });
    waits.push(performance.now() - begun);
  }
  waits.sort((a, b) => a - b);
  console.info(`from impression to list: p50 ${waits[10]!.toFixed(0)} ms, p95 ${waits[18]!.toFixed(0)} ms`);
  expect(waits[18]).toBeLessThan(1000);
});
