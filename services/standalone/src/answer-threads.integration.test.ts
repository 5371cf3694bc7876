import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  decodeMessage,
  type EventClient,
  encodeModelManifest,
  eventClient,
  type RecommendationClient,
  RecommendRequest,
  recommendationClient,
  TOPICS,
} from '@stars/contracts';
import { syntheticShop } from '@stars/datasets/testing';
import { ModelStore } from '@stars/inference';
import { saveTinyModel } from '@stars/inference/testing';
import { createLogger } from '@stars/platform';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { startStandalone } from './standalone.js';
import type { Standalone } from './standalone-options.js';
import { tinyTextModels } from './testing/plain-text-models.js';

const shop = syntheticShop({ users: 40, items: 60, days: 10, seed: 9, nextItemShare: 0.6, sessionsPerDay: 0.4 });
const users = shop.users.map(({ userId }) => userId);
const THREADS = 2;
const NOW = new Date();

let dataDir: string;
let standalone: Standalone;
let events: EventClient;
let recommendations: RecommendationClient;

async function open(answersInThreads: boolean): Promise<void> {
  standalone = await startStandalone({
    ...{ dataDir, answersInThreads, listen: { grpcPort: 0, httpPort: 0 } },
    ...{ logger: createLogger('standalone', { level: 'silent' }), openTextModels: tinyTextModels },
  });
  const address = `127.0.0.1:${standalone.ports!.grpcPort}`;
  [events, recommendations] = [eventClient(address), recommendationClient(address)];
  await drain();
}

async function close(): Promise<void> {
  events.close();
  recommendations.close();
  await standalone.close();
}

/** A consumer that fails retries for ever; a test must not wait for ever. */
const drain = () => standalone.drain({ pollMs: 20, signal: AbortSignal.timeout(60_000) });

const ask = (userId: string, part: Partial<RecommendRequest> = {}) =>
  recommendations.recommend(RecommendRequest.fromPartial({ userId, k: 10, time: NOW, scoreParts: true, ...part }));
/** All at once. */
const listsOf = async (of: readonly string[]) =>
  (await Promise.all(of.map((user) => ask(user)))).map(({ items, modelVersion, degradations }) => ({
    ...{ items, modelVersion, degradations },
  }));
const countIn = (text: string): number =>
  [...text.matchAll(/^stars_gateway_impressions_total\{.*outcome="published".*\} (\d+)$/gm)].reduce(
    (sum, [, count]) => sum + Number(count),
    0,
  );

beforeAll(async () => {
  vi.stubEnv('STARS_GATEWAY_THREADS', String(THREADS));
  dataDir = mkdtempSync(join(tmpdir(), 'stars-answer-threads-'));
  await open(false);
  await events.upsertItems({ items: shop.items });
  await events.upsertUsers({ users: shop.users });
  await events.setContext({ signals: shop.context });
  await events.track({ interactions: shop.events.slice(0, 900), impressions: [] });
  await drain();
  const ids = shop.items.map(({ itemId }) => itemId);
  const manifest = await saveTinyModel(new ModelStore(join(dataDir, 'models')), 'v1', ids);
  await standalone.stack.bus.publish(TOPICS.models, [encodeModelManifest(manifest)]);
  await drain();
  await close();
});
afterAll(async () => {
  await close();
  rmSync(dataDir, { recursive: true });
  vi.unstubAllEnvs();
});

it('answers are those of one thread, in every digit', async () => {
  await open(false);
  const alone = await listsOf(users);
  expect(alone[0]!.modelVersion).toBe('v1');
  expect(new Set(alone.map(({ items }) => JSON.stringify(items))).size).toBeGreaterThan(users.length / 2);
  await close();
  await open(true);
  const answering = () => standalone.metrics.registry.getSingleMetricAsString('stars_gateway_answer_threads');
  await vi.waitFor(async () => expect(await answering()).toMatch(new RegExp(` ${THREADS}$`, 'm')), 60_000);
  expect(await listsOf(users)).toEqual(alone);
});

it('pages that any thread served are recorded, and counted together', async () => {
  const answers = await Promise.all(users.map((user) => ask(user, { surface: 'home' })));
  const served = answers.map(({ recommendationId }) => recommendationId).sort();
  await vi.waitFor(async () => expect(countIn(await standalone.metrics.expose())).toBe(users.length), 10_000);
  const own = countIn(await standalone.metrics.registry.metrics());
  expect(own).toBeGreaterThan(0);
  expect(own).toBeLessThan(users.length);
  const recorded: string[] = [];
  for await (const messages of standalone.stack.bus.read({ topic: TOPICS.impressions }))
    recorded.push(...messages.map(({ value }) => decodeMessage(TOPICS.impressions, value!).pageId));
  expect(recorded.sort()).toEqual(served);
});

it('a refusal keeps its code and the path of the field', async () => {
  const refusals = await Promise.allSettled(users.map((user) => ask(user, { k: 100_000 })));
  for (const refusal of refusals) {
    expect(refusal).toMatchObject({ status: 'rejected', reason: { code: 'STARS_OUT_OF_RANGE', field: 'k' } });
  }
});

it('a deleted user is unknown to all threads', async () => {
  const [user] = users;
  await events.deleteUser({ tenantId: '', userId: user! });
  await drain();
  const answers = await Promise.all(Array.from({ length: 4 * THREADS }, () => ask(user!)));
  for (const { degradations } of answers) expect(degradations.map(({ code }) => code)).toContain('STARS_UNKNOWN_USER');
});
