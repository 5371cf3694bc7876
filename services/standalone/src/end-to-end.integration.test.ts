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
  RecommendMode,
  RecommendRequest,
  recommendationClient,
} from '@stars/contracts';
import { syntheticShop } from '@stars/datasets/testing';
import { chunks, createLogger } from '@stars/platform';
import { train } from '@stars/training';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startStandalone } from './standalone.js';
import type { Standalone } from './standalone-options.js';
import { plainTextModels } from './testing/plain-text-models.js';

const shop = syntheticShop({ users: 60, items: 30, days: 60, seed: 3, nextItemShare: 0.8 });
const NEXT = RecommendMode.RECOMMEND_MODE_NEXT_INTENT;

let dataDir: string;
let standalone: Standalone;
let events: EventClient;
let recommendations: RecommendationClient;

async function open(): Promise<void> {
  standalone = await startStandalone({
    dataDir,
    listen: { grpcPort: 0, httpPort: 0 },
    logger: createLogger('standalone', { level: 'silent' }),
    openTextModels: plainTextModels,
  });
  events = eventClient(`127.0.0.1:${standalone.ports!.grpcPort}`);
  recommendations = recommendationClient(`127.0.0.1:${standalone.ports!.grpcPort}`);
}

async function shut(): Promise<void> {
  events.close();
  recommendations.close();
  await standalone.close();
}

const trainModel = (seed: number) =>
  train({
    bus: standalone.stack.bus,
    dataDir,
    place: { timeZone: 'UTC', country: 'US' },
    size: 'tiny',
    recipe: { epochs: 15 },
    seed,
    now: Date.now(),
  });

/** A consumer that fails retries for ever; a test must not wait for ever. */
const drain = () => standalone.drain({ pollMs: 50, signal: AbortSignal.timeout(60_000) });

/** All data comes through the API, as an application would send it. */
beforeAll(async () => {
  dataDir = mkdtempSync(join(tmpdir(), 'stars-end-to-end-'));
  await open();
  await events.upsertItems({ items: shop.items });
  await events.upsertUsers({ users: shop.users });
  await events.setContext({ signals: shop.context });
  for (const interactions of chunks(shop.events, LIMITS.trackEvents))
    await events.track({ interactions, impressions: [] });
  await drain();
});
afterAll(async () => {
  await shut();
  rmSync(dataDir, { recursive: true });
});

const ask = (userId: string, part: Partial<RecommendRequest> = {}) =>
  recommendations.recommend(RecommendRequest.fromPartial({ userId, k: 5, ...part }));
const codesOf = (answer: { degradations: { code: string }[] }) => answer.degradations.map(({ code }) => code);

describe('from events to recommendations', () => {
  let version: string;

  it('trains on data from the API, fills the vectors and switches to the model', async () => {
    expect(standalone.servedVersion('default')).toBeUndefined();
    ({ version } = await trainModel(1));
    await drain();
    expect(standalone.servedVersion('default')).toBe(version);
    expect(await standalone.stack.vectors.count('default', version)).toBe(shop.items.length);
  });

  it('learned which item comes next', async () => {
    const lastEvents = new Map<string, Interaction>(shop.events.map((event) => [event.userId, event]));
    let hits = 0;
    for (const [userId, { itemId }] of lastEvents) {
      const answer = await ask(userId, { mode: NEXT });
      expect(codesOf(answer)).toEqual([]);
      expect(answer.modelVersion).toBe(version);
      if (answer.items.some((item) => item.itemId === shop.successor.get(itemId))) hits++;
    }
    // Chance is 5 items of 30, give or take 0.05; this tiny model of a few seconds reaches 0.43.
    expect(hits / lastEvents.size).toBeGreaterThan(0.3);
  });

  it('includes a live event in the served vectors', async () => {
    const [user] = shop.users;
    const before = await ask(user!.userId, { mode: NEXT });
    const time = new Date(shop.events.at(-1)!.time!.getTime() + 60_000);
    const event = { ...shop.events[0]!, eventId: 'live-1', userId: user!.userId, time };
    const preview = await ask(user!.userId, { mode: NEXT, recentEvents: [event] });
    await events.track({ interactions: [event], impressions: [] });
    await drain();
    const after = await ask(user!.userId, { mode: NEXT });
    expect(after.vectorTime).toEqual(time);
    expect(after.vectorTime).not.toEqual(before.vectorTime);
    // The gateway encoded the same vectors that the embedder stored.
    expect(after.items.map((item) => item.itemId)).toEqual(preview.items.map((item) => item.itemId));
    after.items.forEach((item, i) => {
      expect(item.score).toBeCloseTo(preview.items[i]!.score, 3);
    });
  });

  it('answers after a refund as if its purchase had never been, whichever arrives first', async () => {
    const like = (userId: string): Interaction[] =>
      shop.events
        .filter((event) => event.userId === shop.users[4]!.userId)
        .map((event) => ({ ...event, userId, eventId: `${userId}/${event.eventId}` }));
    const time = new Date(shop.events.at(-1)!.time!.getTime() + 3_600_000);
    const bought = { ...shop.events[0]!, type: InteractionType.INTERACTION_TYPE_PURCHASE, eventId: '', time };
    const refund = { ...bought, type: InteractionType.INTERACTION_TYPE_REFUND };
    const back = (userId: string, ...more: Interaction[]) => more.map((event) => ({ ...event, userId }));
    await events.track({
      interactions: [like('never'), like('soon'), back('soon', bought, refund)].flat(),
      impressions: [],
    });
    await events.track({ interactions: back('late', refund), impressions: [] });
    await drain();
    await events.track({ interactions: [...back('late', bought), ...like('late')], impressions: [] });
    await drain();
    const listOf = async (userId: string) => (await ask(userId, { k: 20, time })).items;
    const never = await listOf('never');
    expect(never.length).toBeGreaterThan(5);
    expect(await listOf('soon')).toEqual(never);
    expect(await listOf('late')).toEqual(never);
    // Who has nothing else is as a stranger.
    await events.track({ interactions: back('nothing', bought, refund), impressions: [] });
    await drain();
    expect(await listOf('nothing')).toEqual(await listOf('nobody'));
  });

  it('shows nothing of what a user dislikes, until that is undone', async () => {
    const { userId } = shop.users[5]!;
    const time = new Date(shop.events.at(-1)!.time!.getTime() + 3_600_000);
    const listOf = async () => (await ask(userId, { k: 20, time })).items.map(({ itemId }) => itemId);
    const tell = async (type: InteractionType, seconds: number): Promise<void> => {
      const at = new Date(time.getTime() - 60_000 + 1000 * seconds);
      const about = [{ itemId: before[0]! }, { itemId: '', category: disliked }];
      const interactions = about.map((one) => Interaction.fromPartial({ userId, type, time: at, ...one }));
      await events.track({ interactions, impressions: [] });
      await drain();
    };
    const before = await listOf();
    const categoryOf = new Map(shop.items.map(({ itemId, category }) => [itemId, category]));
    const disliked = categoryOf.get(before[1]!)!.at(-1)!;
    await tell(InteractionType.INTERACTION_TYPE_DISLIKE, 1);
    const without = await listOf();
    expect(without.length).toBeGreaterThan(0);
    for (const itemId of without) {
      expect(itemId).not.toBe(before[0]);
      expect(categoryOf.get(itemId)).not.toContain(disliked);
    }
    await tell(InteractionType.INTERACTION_TYPE_UNDO_DISLIKE, 2);
    expect(await listOf()).toEqual(before);
  });

  it('serves the same after a restart, without training again', async () => {
    const userId = shop.users[1]!.userId;
    // The buy-again score falls with time, so both requests name one time.
    const time = new Date(shop.events.at(-1)!.time!.getTime() + 3_600_000);
    const before = await ask(userId, { time });
    await shut();
    await open();
    const after = await ask(userId, { time });
    expect(after.modelVersion).toBe(version);
    expect(after.items).toEqual(before.items);
  });

  it('rolls out a second model beside the first, and answers all the time', async () => {
    const next = await trainModel(2);
    const userId = shop.users[2]!.userId;
    let draining = true;
    const drained = drain().finally(() => {
      draining = false;
    });
    const versions = new Set<string>();
    while (draining) {
      const answer = await ask(userId);
      expect(codesOf(answer)).toEqual([]);
      versions.add(answer.modelVersion);
    }
    await drained;
    expect([version, next.version]).toEqual(expect.arrayContaining([...versions]));
    expect((await ask(userId)).modelVersion).toBe(next.version);
  });

  it('says how old the data behind an answer is, and how old events and changes were at each stage', async () => {
    const { userId } = shop.users[3]!;
    const { modelDataUntil } = await ask(userId);
    expect(modelDataUntil!.getTime()).toBeGreaterThan(shop.events.at(-1)!.time!.getTime());
    const time = new Date();
    await events.upsertItems({ items: [{ ...shop.items[0]!, itemId: 'announced-now', version: 0 }] });
    await events.track({
      interactions: [{ ...shop.events[0]!, eventId: 'now-1', userId, time }],
      impressions: [],
    });
    await drain();
    const catalogTime = async (): Promise<number> => (await ask(userId)).catalogTime?.getTime() ?? 0;
    await expect.poll(catalogTime, { timeout: 60_000 }).toBeGreaterThan(time.getTime());
    expect((await ask(userId)).vectorTime).toEqual(time);
    const text = await standalone.metrics.expose();
    const stages = ['received', 'vector_stored', 'served', 'indexed', 'tagged', 'retrievable'].map((stage) => {
      const line = text
        .split('\n')
        .find((each) => each.startsWith('stars_freshness_seconds_count') && each.includes(`stage="${stage}"`));
      return [stage, Number(line?.split(' ').at(-1)) > 0];
    });
    expect(stages.filter(([, seen]) => !seen)).toEqual([]);
  });
});
