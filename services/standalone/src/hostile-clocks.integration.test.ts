import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  DEFAULT_TENANT,
  deadLetterTopic,
  decodeMessage,
  type EncodedMessage,
  type EventClient,
  encodeInteraction,
  eventClient,
  Interaction,
  InteractionType,
  RollOut,
  TOPICS,
} from '@stars/contracts';
import { importFiles } from '@stars/datasets';
import { createLogger } from '@stars/platform';
import type { Stack } from '@stars/stack';
import { type TrainReport, train } from '@stars/training';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { startStandalone } from './standalone.js';
import type { Standalone } from './standalone-options.js';
import { cafeShop } from './testing/cafe-shop.js';
import { calmTwin, messagesOn } from './testing/calm-twin.js';
import { plainTextModels } from './testing/plain-text-models.js';

const MINUTE = 60_000;
const BOUGHT = InteractionType.INTERACTION_TYPE_PURCHASE;
const shop = cafeShop(8, 6);
/** The shop's last day ended an hour ago. */
const shift = Date.now() - shop.until - 60 * MINUTE;
const history = shop.events.map((event) => ({ ...event, time: new Date(event.time!.getTime() + shift) }));
/** Clocks that no network sets, in another zone, or set by hand. */
const HOSTILE = ['9999-12-31T12:00:00Z', new Date(Date.now() + 60 * MINUTE).toISOString(), '1970-01-01', '1980-01-06'];
const leaver = shop.users.get('grill')![0]!;

const folders: string[] = [];
const newFolder = (): string => {
  const folder = mkdtempSync(join(tmpdir(), 'stars-clocks-'));
  folders.push(folder);
  return folder;
};

let standalone: Standalone;
let events: EventClient;
const dataDir = newFolder();
beforeAll(async () => {
  standalone = await startStandalone({
    dataDir,
    listen: { grpcPort: 0, httpPort: 0 },
    logger: createLogger('standalone', { level: 'silent' }),
    openTextModels: plainTextModels,
  });
  events = eventClient(`127.0.0.1:${standalone.ports!.grpcPort}`);
}, 120_000);
afterAll(async () => {
  events?.close();
  await standalone?.close();
  for (const folder of folders) rmSync(folder, { recursive: true });
});

/** What came from where, and what became of it. */
const counts: Record<string, number> = {};
const count = (name: string, by = 1): void => {
  counts[name] = (counts[name] ?? 0) + by;
};

const drained = (): Promise<void> => standalone.drain({ pollMs: 20, signal: AbortSignal.timeout(60_000) });
const bought = (userId: string, eventId: string, time: Date | string): Interaction =>
  Interaction.fromPartial({ userId, eventId, itemId: 'grill-1', type: BOUGHT, time: new Date(time) });

async function call(path: string, body: object) {
  const response = await fetch(`http://127.0.0.1:${standalone.ports!.httpPort}/v1/${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  // biome-ignore lint/suspicious/noExplicitAny: the body is asserted on, field by field
  return { status: response.status, body: (await response.json()) as any };
}

const on = (topic: string): Promise<EncodedMessage[]> => messagesOn(standalone.stack.bus, topic);

async function importHistory(): Promise<void> {
  const row = ({ userId, itemId, time }: Interaction) => ({ user_id: userId, item_id: itemId, type: 'purchase', time });
  const wrong = HOSTILE.map((time) => ({ ...row(history[0]!), time }));
  const write = (name: string, rows: readonly object[]): string => {
    const path = join(dataDir, name);
    writeFileSync(path, rows.map((one) => `${JSON.stringify(one)}\n`).join(''));
    return path;
  };
  const report = await importFiles({
    sink: standalone.stack.bus,
    rejectsFolder: dataDir,
    items: write(
      'items.jsonl',
      shop.items.map(({ itemId, title }) => ({ item_id: itemId, title })),
    ),
    events: write('events.jsonl', [...history.map(row), ...wrong]),
  });
  const file = report.files.find(({ kind }) => kind === 'events')!;
  count('sent', file.rows);
  count('refused', file.rejected);
  count('stored', file.published);
}

/** Each hostile clock over HTTP and gRPC; and devices that are two minutes ahead. */
async function track(): Promise<void> {
  for (const [i, time] of HOSTILE.entries()) {
    const wrong = { user_id: leaver, item_id: 'grill-1', type: 'purchase', time };
    const right = { ...wrong, time: new Date().toISOString() };
    const { status, body } = await call('track', { interactions: [right, wrong] });
    expect([status, body.error.code, body.error.field]).toEqual([
      400,
      i < 2 ? 'STARS_TIME_AHEAD' : 'STARS_TIME_BEHIND',
      'interactions[1].time',
    ]);
    await expect(
      events.track({ interactions: [bought(leaver, `grpc ${time}`, time)], impressions: [] }),
    ).rejects.toMatchObject({ code: body.error.code, field: 'interactions[0].time' });
    count('sent', 3);
    // With the right one, which was in a call with a wrong one.
    count('refused', 3);
  }
  const ahead = [leaver, 'coffee-user-3'].map((userId) =>
    bought(userId, `ahead ${userId}`, new Date(Date.now() + 2 * MINUTE)),
  );
  const { accepted } = await events.track({ interactions: ahead, impressions: [] });
  count('sent', ahead.length);
  count('stored', accepted);
}

/** A producer that writes to the bus itself: no gateway checks its events. */
async function publishPastTheApi(): Promise<void> {
  const wrong = HOSTILE.map((time) => encodeInteraction(bought('coffee-user-1', `past the API ${time}`, time)));
  await standalone.stack.bus.publish(TOPICS.interactions, wrong);
  count('sent', wrong.length);
  await drained();
  const dead = await on(deadLetterTopic(TOPICS.interactions));
  expect(dead.map(({ headers }) => headers['stars-error-code']).sort()).toEqual([
    ...['STARS_TIME_AHEAD', 'STARS_TIME_AHEAD', 'STARS_TIME_BEHIND', 'STARS_TIME_BEHIND'],
  ]);
  count('dead letters', dead.length);
}

async function profiled(): Promise<number> {
  const users = [...shop.users.values()].flat();
  const profiles = await standalone.stack.profiles.get(DEFAULT_TENANT, users);
  const times = profiles.flatMap((profile) => profile?.history.map(({ time }) => time) ?? []);
  expect(Math.max(...times)).toBeLessThanOrEqual(Date.now());
  expect(Math.min(...times)).toBe(Math.min(...history.map(({ time }) => time.getTime())));
  return times.length;
}

/** What `train` makes of a log, and its warnings. */
async function trained(bus: Stack['bus'], folder: string, options: Partial<Parameters<typeof train>[0]> = {}) {
  const warnings: string[] = [];
  const onWarning = (message: string): number => warnings.push(message);
  const place = { timeZone: 'UTC', country: 'US' };
  const recipe = { epochs: 2 };
  const shared = { bus, dataDir: folder, place, size: 'tiny', recipe, now: Date.now(), onWarning } as const;
  const report = await train({ ...shared, ...options });
  return { report, warnings };
}

const filesOf = ({ manifest }: TrainReport): string[] => manifest.files.map(({ path, sha256 }) => `${path} ${sha256}`);

async function trainAsACalmShopDoes(): Promise<TrainReport> {
  const hostile = await trained(standalone.stack.bus, dataDir);
  expect(hostile.warnings).toContain('events with wrong times are left out: 2 ahead of the clock, 2 far behind it');
  const folder = newFolder();
  const twin = await calmTwin(standalone.stack.bus, folder, ({ id }) => id.includes('past the API'));
  const calm = await trained(twin.bus, folder, { publish: false });
  await twin.close();
  expect(filesOf(hostile.report)).toEqual(filesOf(calm.report));
  const { interactions, validation_from } = hostile.report.manifest.metrics;
  expect(validation_from).toBe(calm.report.manifest.metrics['validation_from']);
  count('used in training', interactions);
  return hostile.report;
}

it('hostile clocks come through the API, an import and the bus, and nothing moves', async () => {
  await importHistory();
  await track();
  await publishPastTheApi();
  expect(counts['sent']).toBe(counts['stored']! + counts['refused']! + counts['dead letters']!);
  count('in profiles', await profiled());
  expect(counts['in profiles']).toBe(counts['stored']);

  const report = await trainAsACalmShopDoes();
  expect(counts['used in training']).toBe(counts['stored']);
  await drained();
  expect(standalone.servedVersion(DEFAULT_TENANT)).toBe(report.version);

  // A training of before times were checked: nothing can be compared with it, and it does not serve in silence.
  const unchecked = { aheadMs: Number.MAX_VALUE, behindMs: Number.MAX_VALUE };
  const wrong = await trained(standalone.stack.bus, dataDir, { eventTimes: unchecked });
  await drained();
  expect(standalone.servedVersion(DEFAULT_TENANT)).toBe(report.version);
  const rollOut = (await on(TOPICS.rollOuts)).map(({ value }) => RollOut.decode(value)).at(-1)!;
  expect(rollOut).toMatchObject({ version: wrong.report.version, outcome: 'refused' });
  expect(rollOut.gates.find(({ gate }) => gate === 'metrics')).toMatchObject({ outcome: 'failed' });
}, 240_000);

it('a user who is deleted leaves nothing that lies ahead, and comes back', async () => {
  const { profiles } = standalone.stack;
  // From before times were checked.
  const old = { eventId: 'old', itemId: 'grill-2', type: BOUGHT, time: Date.parse(HOSTILE[0]!), region: '' };
  await profiles.appendEvents(DEFAULT_TENANT, [{ userId: leaver, events: [old] }]);
  const ahead = bought(leaver, 'just before', new Date(Date.now() + 2 * MINUTE));
  await events.track({ interactions: [ahead], impressions: [] });
  const list = { user_id: leaver, k: 36 };
  expect(JSON.stringify((await call('recommend', list)).body)).toContain('bought');
  // Not drained: the last event may be anywhere on its way.
  expect(await call('users/delete', { user_id: leaver })).toEqual({ status: 200, body: {} });
  await drained();
  const ofLeaver = async (topic: string): Promise<number> =>
    (await on(topic)).filter(({ key }) => key.endsWith(`/${leaver}`)).length;
  expect(await profiles.get(DEFAULT_TENANT, [leaver])).toEqual([undefined]);
  expect(await ofLeaver(TOPICS.interactions)).toBe(0);
  const { body } = await call('recommend', list);
  expect(JSON.stringify(body)).not.toContain('bought');
  expect(body.degradations.map(({ code }: { code: string }) => code)).toContain('STARS_UNKNOWN_USER');

  const back = [bought(leaver, 'now', new Date()), bought(leaver, 'ahead', new Date(Date.now() + 2 * MINUTE))];
  await events.track({ interactions: back, impressions: [] });
  await drained();
  const [profile] = await profiles.get(DEFAULT_TENANT, [leaver]);
  expect(profile!.history).toHaveLength(2);
  count('stored again after a deletion', profile!.history.length);
  const log = (await on(TOPICS.interactions)).map(({ value }) => decodeMessage(TOPICS.interactions, value));
  expect(log.filter(({ userId }) => userId === leaver)).toHaveLength(2);
  console.info(`Hostile clocks: ${JSON.stringify(counts)}`);
}, 120_000);
