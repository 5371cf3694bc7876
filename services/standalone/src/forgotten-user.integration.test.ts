import { randomBytes } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { UserHash } from '@stars/archive';
import {
  DEFAULT_TENANT,
  deadLetterTopic,
  encodeInteraction,
  Interaction,
  InteractionType,
  TOPICS,
} from '@stars/contracts';
import { importFiles } from '@stars/datasets';
import { createLogger } from '@stars/platform';
import { train } from '@stars/training';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { startStandalone } from './standalone.js';
import type { Standalone } from './standalone-options.js';
import { cafeShop } from './testing/cafe-shop.js';
import { filesWith, topicsOf, topicsWith } from './testing/id-search.js';
import { plainTextModels } from './testing/plain-text-models.js';

const MINUTE = 60_000;
const retryTopic = `${TOPICS.users}.retry.embedder-forget.1`;
/** Within this time nothing of a deleted user may be left, ms. */
const ERASE_MS = Number(process.env['STARS_TEST_ERASE_SECONDS'] ?? 6) * 1000;
/** Room for a busy machine. */
const WAIT = { timeout: ERASE_MS + 60_000, interval: 200 };
const shop = cafeShop(40, 4);
const shift = Date.now() - shop.until - 60 * MINUTE;
/** Unmistakable: nothing else has these letters by chance. */
const newId = (): string => randomBytes(32).toString('base64').replaceAll(/\W/g, '').slice(0, 24);
const ids = new Map<string, string>();
const idOf = (name: string): string => ids.get(name) ?? ids.set(name, newId()).get(name)!;
const [leaver, stayer] = [idOf('grill-user-0'), idOf('grill-user-1')];

const root = mkdtempSync(join(tmpdir(), 'stars-forgotten-'));
const dataDir = join(root, 'data');
const archiveDir = join(root, 'archive');
let standalone: Standalone;

async function start(): Promise<void> {
  standalone = await startStandalone({
    dataDir,
    listen: { grpcPort: 0, httpPort: 0 },
    logger: createLogger('standalone', { level: 'silent' }),
    openTextModels: plainTextModels,
  });
}
beforeAll(async () => {
  vi.stubEnv('STARS_ARCHIVE', archiveDir);
  vi.stubEnv('STARS_ARCHIVE_MINUTES', '0.005');
  vi.stubEnv('STARS_ARCHIVE_ERASE_DAYS', String(ERASE_MS / 86_400_000));
  await start();
}, 60_000);
afterAll(async () => {
  await standalone?.close();
  vi.unstubAllEnvs();
  rmSync(root, { recursive: true });
});

const drained = (): Promise<void> => standalone.drain({ pollMs: 20, signal: AbortSignal.timeout(60_000) });

async function call(path: string, body: object): Promise<string> {
  const response = await fetch(`http://127.0.0.1:${standalone.ports!.httpPort}/v1/${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  const text = await response.text();
  expect(response.status, text).toBe(200);
  return text;
}

/** Everything that people and services do with users: import, events, features, lists, wrong messages, a training. */
async function live(): Promise<void> {
  const write = (name: string, rows: readonly object[]): string => {
    const path = join(root, name);
    writeFileSync(path, rows.map((row) => `${JSON.stringify(row)}\n`).join(''));
    return path;
  };
  const events = shop.events.map(({ userId, itemId, time }) => ({
    user_id: idOf(userId),
    item_id: itemId,
    type: 'purchase',
    time: new Date(time!.getTime() + shift),
  }));
  const items = shop.items.map(({ itemId, title }) => ({ item_id: itemId, title }));
  const files = { items: write('items.jsonl', items), events: write('events.jsonl', events) };
  await importFiles({ sink: standalone.stack.bus, rejectsFolder: join(dataDir, 'imports'), ...files });
  for (const name of Object.values(files)) rmSync(name);
  await call('users', { users: [...ids.values()].map((user_id) => ({ user_id, features: { age: 35 } })) });
  await drained();
  await train({
    ...{ bus: standalone.stack.bus, dataDir, place: { timeZone: 'UTC', country: 'US' }, size: 'tiny' },
    ...{ recipe: { epochs: 1 }, now: Date.now() },
  });
  await drained();
  for (const user_id of [leaver, stayer]) {
    const event = { user_id, item_id: 'grill-1', type: 'purchase', time: new Date(Date.now() - MINUTE) };
    await call('track', { interactions: [{ ...event, event_id: `till/${user_id}` }] });
    expect(await call('recommend', { user_id, k: 5, surface: 'home' })).toContain('grill');
    // Written past the API: a dead letter.
    const type = InteractionType.INTERACTION_TYPE_PURCHASE;
    const wrong = { userId: user_id, eventId: 'wrong', itemId: 'grill-1', type, time: new Date('9999-12-31') };
    await standalone.stack.bus.publish(TOPICS.interactions, [
      { ...encodeInteraction(Interaction.fromPartial(wrong)), id: `wrong/${user_id}` },
    ]);
  }
  await drained();
}

const topicsWithId = (id: string): Promise<string[]> => topicsWith(standalone.stack.bus, topicsOf(dataDir), id);
const placesOf = async (id: string): Promise<string[]> => [...(await topicsWithId(id)), ...(await filesWith(root, id))];

it('a deleted user is found nowhere', async () => {
  await live();
  const { interactions, users, impressions } = TOPICS;
  // The search finds who is there.
  const archived = async (): Promise<void> =>
    expect((await filesWith(archiveDir, leaver)).map((path) => path.split('/')[1]).sort()).toEqual(
      expect.arrayContaining(['kind=impression', 'kind=interaction', 'kind=user']),
    );
  await vi.waitFor(archived, WAIT);
  for (const id of [leaver, stayer]) {
    const topics = [interactions, users, impressions, deadLetterTopic(interactions)];
    expect(await topicsWithId(id)).toEqual(expect.arrayContaining(topics));
    expect(await filesWith(dataDir, id)).toContainEqual(expect.stringMatching(/^stars\.db/));
  }
  await call('users/delete', { user_id: leaver });
  expect(await call('recommend', { user_id: leaver, k: 5 })).toContain('STARS_UNKNOWN_USER');
  // The message about the deletion has the id, until everybody has read it.
  expect(await topicsWithId(leaver)).toEqual([users, retryTopic]);
  await vi.waitFor(async () => expect(await topicsWithId(leaver)).toEqual([]), WAIT);
  await vi.waitFor(async () => expect(await filesWith(archiveDir, leaver)).toEqual([]), WAIT);
  await standalone.close();
  await start();
  expect(await placesOf(leaver)).toEqual([]);
  expect(await standalone.stack.profiles.get(DEFAULT_TENANT, [leaver])).toEqual([undefined]);
  // Hashes are where they should be, so that a late event brings nobody back.
  const { forgotten, key } = await standalone.stack.profiles.dump(DEFAULT_TENANT, { cursor: 'f:', limit: 9 });
  expect(forgotten).toEqual([
    { hash: expect.any(String), deletedUntil: expect.any(Number), featuresVersion: expect.any(Number) },
  ]);
  expect(await filesWith(dataDir, key)).toContainEqual(expect.stringMatching(/^stars\.db/));
  const tombstones = Object.keys(JSON.parse(readFileSync(join(archiveDir, '_state.json'), 'utf8')).tombstones);
  expect(tombstones).toEqual([
    new UserHash(readFileSync(join(dataDir, 'archive.key'), 'utf8')).of(DEFAULT_TENANT, leaver),
  ]);
  expect((await filesWith(archiveDir, tombstones[0]!)).some((path) => path.startsWith('_erasures/'))).toBe(true);
  const event = { user_id: leaver, item_id: 'grill-1', type: 'purchase', time: new Date(Date.now() - 10 * MINUTE) };
  await call('track', { interactions: [{ ...event, event_id: 'late' }] });
  await drained();
  expect(await call('recommend', { user_id: leaver, k: 5 })).toContain('STARS_UNKNOWN_USER');
  expect(await topicsWithId(leaver)).toEqual([]);
  expect(await filesWith(dataDir, stayer)).toContainEqual(expect.stringMatching(/^stars\.db/));
}, 180_000);
