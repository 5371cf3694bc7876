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
  TOPICS,
} from '@stars/contracts';
import { syntheticShop } from '@stars/datasets/testing';
import { chunks, createLogger } from '@stars/platform';
import { train } from '@stars/training';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { startStandalone } from './standalone.js';
import type { Standalone } from './standalone-options.js';
import { plainTextModels } from './testing/plain-text-models.js';

const shop = syntheticShop({ users: 60, items: 30, days: 60, seed: 3, nextItemShare: 0.8 });
const LAST = shop.events.at(-1)!.time!.getTime();

let dataDir: string;
let standalone: Standalone;
let events: EventClient;
let recommendations: RecommendationClient;

const drain = () => standalone.drain({ pollMs: 50, signal: AbortSignal.timeout(60_000) });
const track = (...interactions: Interaction[]) => events.track({ interactions, impressions: [] });
const ask = (userId: string) =>
  recommendations.recommend(RecommendRequest.fromPartial({ userId, k: 20, time: new Date(LAST + 3_600_000) }));
const listOf = async (userId: string) => (await ask(userId)).items;
const isUnknown = async (userId: string) =>
  (await ask(userId)).degradations.some(({ code }) => code === 'STARS_UNKNOWN_USER');

beforeAll(async () => {
  dataDir = mkdtempSync(join(tmpdir(), 'stars-login-'));
  const logger = createLogger('standalone', { level: 'silent' });
  const listen = { grpcPort: 0, httpPort: 0 };
  standalone = await startStandalone({ dataDir, listen, logger, openTextModels: plainTextModels });
  events = eventClient(`127.0.0.1:${standalone.ports!.grpcPort}`);
  recommendations = recommendationClient(`127.0.0.1:${standalone.ports!.grpcPort}`);
  await events.upsertItems({ items: shop.items });
  for (const interactions of chunks(shop.events, LIMITS.trackEvents)) await track(...interactions);
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

it('answers who logs in as if all had been done logged in, and knows neither user nor stranger after a deletion', async () => {
  const done = shop.events.filter(({ userId }) => userId === shop.users[6]!.userId);
  const by = (part: Partial<Interaction>) =>
    done.map((event, n) => ({ ...event, ...part, eventId: `${part.userId}${part.anonymousId}/${n}` }));
  await track(...by({ userId: 'twin' }), ...by({ userId: '', anonymousId: 'device' }));
  const page = { recommendationId: 'answer', pageId: '', surface: 'home', itemIds: [done[0]!.itemId] };
  await events.confirmImpression({ tenantId: '', userId: 'device', time: new Date(LAST), ...page });
  await drain();
  const twin = await listOf('twin');
  const ofNobody = await listOf('nobody');
  expect(twin).not.toEqual(ofNobody);
  expect(await listOf('device')).toEqual(twin);
  const time = new Date(LAST + 60_000);
  const identify = { type: InteractionType.INTERACTION_TYPE_IDENTIFY, userId: 'ann', anonymousId: 'device', time };
  await track(Interaction.fromPartial(identify));
  await drain();
  expect(await listOf('ann')).toEqual(twin);
  const { profiles } = standalone.stack;
  const saw = async () => (await profiles.seen('default', ['ann', 'device'])).map(({ length }) => length);
  expect(await saw()).toEqual([1, 0]);
  expect(await listOf('device')).toEqual(ofNobody);
  await events.deleteUser({ tenantId: '', userId: 'ann' });
  await drain();
  expect([await isUnknown('ann'), await isUnknown('device')]).toEqual([true, true]);
  expect(await saw()).toEqual([0, 0]);
  for await (const batch of standalone.stack.bus.read({ topic: TOPICS.interactions })) {
    for (const { key } of batch) expect(['default/ann', 'default/device']).not.toContain(key);
  }
  // Whoever has the device now is a stranger.
  await track({ ...done[0]!, userId: '', anonymousId: 'device', eventId: 'later', time: new Date(LAST + 120_000) });
  await drain();
  expect([await isUnknown('ann'), await isUnknown('device')]).toEqual([true, false]);
});
