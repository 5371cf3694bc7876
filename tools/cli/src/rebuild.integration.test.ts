import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openArchive } from '@stars/archive';
import {
  type EventClient,
  encodeModelManifest,
  eventClient,
  Interaction,
  LIMITS,
  type RecommendationClient,
  RecommendRequest,
  recommendationClient,
  TOPICS,
} from '@stars/contracts';
import { syntheticShop } from '@stars/datasets/testing';
import { ModelStore } from '@stars/inference';
import { saveTinyModel } from '@stars/inference/testing';
import { chunks, createLogger, Secret } from '@stars/platform';
import { type Standalone, startStandalone } from '@stars/service-standalone';
import { tinyTextModels } from '@stars/service-standalone/testing';
import { openDatabase } from '@stars/sqlite';
import { databasePath } from '@stars/stack';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { answerAsJson, expectAlike } from './testing/answers-alike.js';
import { runCli } from './testing/cli-process.js';

const root = mkdtempSync(join(tmpdir(), 'stars-rebuild-'));
const data = join(root, 'data');
const settings = { STARS_ARCHIVE: join(root, 'archive'), STARS_ARCHIVE_KEY: 'a secret of this test only' };
const place = { ...settings, STARS_ARCHIVE_KEY: Secret.of(settings.STARS_ARCHIVE_KEY) };
const env = { ...process.env, ...settings };
const shop = syntheticShop({ users: 50, items: 60, days: 12, seed: 7, nextItemShare: 0.6, sessionsPerDay: 0.4 });
const END = shop.events.at(-1)!.time!.getTime();
const ITEMS = shop.items.length;
/** Not in the archive yet when the stores are lost. */
const TAIL = 40;

let standalone: Standalone;
let events: EventClient;
let recommendations: RecommendationClient;

async function open(): Promise<void> {
  standalone = await startStandalone({
    dataDir: data,
    listen: { grpcPort: 0, httpPort: 0 },
    logger: createLogger('standalone', { level: 'silent' }),
    openTextModels: tinyTextModels,
  });
  events = eventClient(`127.0.0.1:${standalone.ports!.grpcPort}`);
  recommendations = recommendationClient(`127.0.0.1:${standalone.ports!.grpcPort}`);
}

async function shut(): Promise<void> {
  events.close();
  recommendations.close();
  await standalone.close();
}

/** A consumer that fails retries for ever; a test must not wait for ever. */
const drain = () => standalone.drain({ pollMs: 20, signal: AbortSignal.timeout(240_000) });

async function track(all: readonly Interaction[]): Promise<void> {
  for (const interactions of chunks(all, LIMITS.trackEvents)) await events.track({ interactions, impressions: [] });
  await drain();
}

/** 200 answers. */
async function answers(): Promise<string[]> {
  const all: string[] = [];
  for (let n = 0; n < 200; n++) {
    const { userId } = shop.users[n % shop.users.length]!;
    const time = new Date(END + (1 + Math.floor(n / shop.users.length)) * 86_400_000);
    const answer = await recommendations.recommend(RecommendRequest.fromPartial({ userId, k: 10, time }));
    expect(answer.items.length).toBe(10);
    all.push(answerAsJson(answer));
  }
  return all;
}

const archiveNow = () => openArchive(place, standalone.stack.bus, data).catchUp();

/** Stores and statistics are gone, and of the events on the bus what its retention would drop. */
function loseStores(archived: number): void {
  const db = openDatabase(databasePath(data));
  const stores = ['profile_vectors', 'profile_user', 'catalog_features', 'catalog_item'];
  for (const table of [...stores, 'vectors', 'vector_collections']) db.exec(`DELETE FROM ${table}`);
  const ids = db.prepare('SELECT id, name FROM bus_topic').all<{ id: number; name: string }>();
  const logOf = (topic: string): string => `bus_log_${ids.find(({ name }) => name === topic)!.id}`;
  db.exec(`DELETE FROM ${logOf(TOPICS.interactions)} WHERE message_offset < ${archived}`);
  db.exec(`DELETE FROM ${logOf(TOPICS.users)}`);
  const statistics = logOf(TOPICS.itemStatistics);
  for (const table of [statistics, statistics.replace('log', 'key')]) db.exec(`DELETE FROM ${table}`);
  db.close();
}

beforeAll(async () => {
  Object.assign(process.env, settings);
  await open();
  await events.upsertItems({ items: shop.items });
  await events.upsertUsers({ users: shop.users });
  await events.setContext({ signals: shop.context });
  await track(shop.events.slice(0, -TAIL));
  const ids = shop.items.map(({ itemId }) => itemId);
  const store = new ModelStore(join(data, 'models'));
  const manifest = await saveTinyModel(store, 'v1', ids);
  await standalone.stack.bus.publish(TOPICS.models, [encodeModelManifest(manifest)]);
  await drain();
  await archiveNow();
  await track(shop.events.slice(-TAIL));
}, 500_000);

afterAll(async () => {
  await shut();
  rmSync(root, { recursive: true });
});

test('empty stores, the archive and the rest of the bus give the same answers', async () => {
  const before = await answers();
  expect(new Set(before).size).toBeGreaterThan(50);
  // Of a fill that another embedder was at when the stores were lost.
  const filled = { chunks: [], done: { items: ITEMS, users: shop.users.length }, again: { items: 0, users: 0 } };
  await standalone.stack.profiles.putProgress('default', 'fill/v1', undefined, JSON.stringify(filled));
  await shut();
  loseStores(shop.events.length - TAIL);
  const { status, stdout, stderr } = await runCli(['rebuild', '--data', data, '--json'], env);
  expect({ status, stderr }).toMatchObject({ status: 0 });
  expect(JSON.parse(stdout)).toMatchObject({
    items: ITEMS,
    features: ITEMS,
    events: shop.events.length,
    unreadable: 0,
  });
  await open();
  await drain();
  expectAlike(await answers(), before);
  expect(JSON.parse((await standalone.stack.profiles.progress('default', 'fill/v1'))!)).toMatchObject({
    next: { stage: 'items' },
    done: { items: 0, users: 0 },
  });
}, 500_000);

test('events that come during a rebuild are in the histories once', async () => {
  await archiveNow();
  const archived = await standalone.stack.bus.endOffsets(TOPICS.interactions);
  loseStores(archived.get(0)!);
  const rebuilding = runCli(['rebuild', '--data', data, '--json'], env);
  const live: Interaction[] = [];
  const isOver = rebuilding.then(() => true);
  do {
    const n = live.length;
    const { userId } = shop.users[n % shop.users.length]!;
    const event = { ...shop.events[0]!, eventId: `live-${n}`, userId, time: new Date(END + 1000 * n) };
    live.push(event);
    await events.track({ interactions: [event], impressions: [] });
  } while (!(await Promise.race([isOver, new Promise<false>((resolve) => setTimeout(resolve, 50, false))])));
  const { status, stderr } = await rebuilding;
  expect({ status, stderr }).toMatchObject({ status: 0 });
  await drain();
  const sent = Map.groupBy([...shop.events, ...live], ({ userId }) => userId);
  const users = [...sent.keys()];
  const stored = await standalone.stack.profiles.get('default', users);
  const counts = (all: readonly number[]): string => all.join(' ');
  expect(counts(stored.map((profile) => profile?.history.length ?? 0))).toBe(
    counts(users.map((userId) => sent.get(userId)!.length)),
  );
  const total = stored.reduce((sum, profile) => sum + profile!.history.length, 0);
  console.info(`sent ${shop.events.length} before and ${live.length} during the rebuild, stored ${total}`);
  expect(await standalone.stack.catalog.count('default')).toBe(ITEMS);
}, 500_000);
