import { join } from 'node:path';
import { Archive } from '@stars/archive';
import {
  EVENT_TIME_BOUNDS,
  encodeImpression,
  encodeInteraction,
  encodeItemFeatures,
  encodeUserDelete,
  encodeUserUpsert,
  Impression,
  Interaction,
  TOPICS,
} from '@stars/contracts';
import type { TrainingData } from '@stars/features';
import { openObjectStore } from '@stars/object-store';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { type DataOffsets, dataOffsets } from '../model-version.js';
import { RECIPES } from '../recipe.js';
import { digestOf } from '../run/run-plan.js';
import { type ShopOnABus, shopOnABus } from '../testing/shop-on-a-bus.js';
import { stopsAtStep } from '../testing/stops-at-step.js';
import { train } from '../train.js';
import type { TrainOptions } from '../train-options.js';
import { loadData } from './load-data.js';

const NOW = Date.UTC(2030, 0);
const DAY_MS = 86_400_000;
let world: ShopOnABus;
let archive: Archive;
let warnings: string[];
beforeEach(async () => {
  warnings = [];
  world = await shopOnABus({ seed: 5, users: 16, items: 24, days: 12, nextItemShare: 0.5 });
  archive = archiveOf(world.bus);
}, 60_000);
afterEach(() => world?.close());

const archiveOf = (bus: ConstructorParameters<typeof Archive>[0]['bus']) => {
  const store = openObjectStore(join(world.dataDir, 'archive'), { field: 'archive' });
  return new Archive({ bus, store, key: 'a key that is long enough', now: () => NOW });
};

const endsOf = (from: 'bus' | 'archive') =>
  dataOffsets(world.bus, { ...RECIPES.tiny, hardNegatives: 8 }, from === 'archive' ? archive : undefined);

async function load(
  from: 'bus' | 'archive',
  { maxEvents = 1_000_000, seed = 1, ends }: { maxEvents?: number; seed?: number; ends?: DataOffsets } = {},
): Promise<TrainingData> {
  const { bus } = world;
  ends ??= await endsOf(from);
  return loadData(bus, {
    tenant: 'default',
    maxEvents,
    impressions: true,
    ends,
    clock: { now: NOW, bounds: EVENT_TIME_BOUNDS },
    archive: from === 'archive' ? { archive, ends, seed } : undefined,
    onWarning: (message) => warnings.push(message),
  });
}

/** What a user bought next, `hours` after the last event. */
const sold = (name: string, count: number, hours = 1) =>
  world.shop.events.slice(-count).map((event, n) => {
    const time = new Date(event.time!.getTime() + hours * 3_600_000);
    return encodeInteraction(Interaction.fromPartial({ ...event, time, eventId: `${name}-${n}`, sessionId: name }));
  });
const sell = (...given: Parameters<typeof sold>) => world.bus.publish(TOPICS.interactions, sold(...given));

const forget = (userId: string, time = NOW - 1) =>
  world.bus.publish(TOPICS.users, [encodeUserDelete({ tenantId: 'default', userId, time: new Date(time) })]);

async function show(name: string): Promise<void> {
  const { userId, time, itemId } = world.shop.events.at(-1)!;
  const page = { eventId: name, pageId: name, tenantId: 'default', userId, time, items: [{ itemId, position: 1 }] };
  await world.bus.publish(TOPICS.impressions, [encodeImpression(Impression.fromPartial(page))]);
}

it('reads what the bus has, and in its order: from files, from the tail, and without who was deleted', async () => {
  await archive.catchUp();
  await sell('second', 40);
  await show('page-1');
  await archive.catchUp();
  const { userId } = world.shop.events[0]!;
  await forget(userId);
  // The archive has read of the deletion and not carried it out; then comes what it has not read.
  await archive.catchUp();
  const later = world.shop.events.find((event) => event.userId !== userId)!.userId;
  await forget(later);
  await sell('tail', 30, 2);
  await show('page-2');
  const [fromBus, fromArchive] = [await load('bus'), await load('archive')];
  expect(fromArchive).toEqual(fromBus);
  expect(digestOf(fromArchive)).toBe(digestOf(fromBus));
  expect(fromArchive.log.users).not.toContain(userId);
  expect(fromArchive.log.users).not.toContain(later);
  expect(fromArchive.log.item.length).toBeGreaterThan(100);
  expect(warnings).toEqual([]);
  // Merged files, and an erasure that is carried out, change nothing.
  await archive.catchUp();
  expect(await archive.erase()).toBe(2);
  expect(await load('archive')).toEqual(fromBus);
});

it('has the rows of an import that never were on the bus, but not as of ends before it', async () => {
  const ends = await endsOf('archive');
  const before = await load('archive', { ends });
  await using importing = await archive.beginImport(TOPICS.interactions);
  await importing.add(sold('imported', 25));
  await importing.commit();
  expect(await load('archive', { ends })).toEqual(before);
  expect((await load('archive')).log.item.length).toBe(before.log.item.length + 25);
});

it('counts a message that was sent twice once, though the archive has it in two files', async () => {
  await archive.catchUp();
  const before = await load('archive');
  const copy = encodeInteraction(Interaction.fromPartial(world.shop.events[3]!));
  // A bus that remembers no ids, such as Kafka.
  const twice: typeof world.bus.read = async function* ({ topic }) {
    if (topic === TOPICS.interactions) yield [{ ...copy, headers: {}, topic, partition: 0, offset: 1e6 }];
  };
  const endOffsets = async (topic: string) =>
    topic === TOPICS.interactions ? new Map([[0, 1e6 + 1]]) : world.bus.endOffsets(topic);
  await archiveOf({ endOffsets, read: twice }).catchUp();
  expect((await load('archive')).log).toEqual(before.log);
});

it('leaves out what cannot have happened, and says how many, as from the bus', async () => {
  const before = await load('bus');
  const [event] = world.shop.events;
  const at = (time: string) => ({ eventId: time, time: new Date(time) });
  const wrong = ['9999-12-31T00:00:00Z', '2099-01-01T00:00:00Z', '1970-01-01T00:00:00Z'];
  const events = wrong.map((time) => encodeInteraction({ ...event!, ...at(time) }));
  await world.bus.publish(TOPICS.interactions, events.slice(0, 2));
  await archive.catchUp();
  await world.bus.publish(TOPICS.interactions, events.slice(2));
  const page = Impression.fromPartial({ userId: 'u', pageId: 'p', items: [{ itemId: 'i' }], ...at(wrong[0]!) });
  await world.bus.publish(TOPICS.impressions, [encodeImpression(page)]);
  const [fromBus, fromArchive] = [await load('bus'), await load('archive')];
  expect(fromArchive).toEqual(fromBus);
  expect(fromArchive.log).toEqual(before.log);
  const said = 'events with wrong times are left out: 3 ahead of the clock, 1 far behind it';
  expect(warnings).toEqual([said, said]);
  // Nor do they take places of a sample.
  const whole = world.shop.events.length + world.shop.users.length;
  expect((await load('archive', { maxEvents: whole })).log).toEqual(before.log);
});

it('has every item of its ends, though the bus has only later features of one', async () => {
  const [known, gone] = world.features;
  await archive.catchUp();
  await world.bus.publish(TOPICS.itemFeatures, [encodeItemFeatures({ ...gone!, itemId: 'new', itemVersion: 1 })]);
  const ends = await endsOf('archive');
  const before = await load('archive', { ends });
  await world.bus.publish(TOPICS.itemFeatures, [
    encodeItemFeatures({ ...known!, itemVersion: 100, tags: ['later'] }),
    encodeItemFeatures({ ...gone!, itemId: 'new', itemVersion: 2, tags: ['later'] }),
  ]);
  const { items } = await load('archive', { ends });
  expect([...items.keys()]).toEqual([...before.items.keys()]);
  expect(items.get(known!.itemId)).toEqual(before.items.get(known!.itemId));
  expect(items.get('new')?.tags).toEqual(['later']);
});

it('leaves out who was deleted after its ends, up to the latest of two deletions', async () => {
  await archive.catchUp();
  const ends = await endsOf('archive');
  const { userId } = world.shop.events[0]!;
  for (const time of [NOW - 1, 1]) await forget(userId, time);
  const { log } = await load('archive', { ends });
  expect(log.users).not.toContain(userId);
  expect(log).toEqual((await load('bus', { ends })).log);
});

it('samples whole users of the last two years where not all fit, the same ones for the same seed', async () => {
  const { events } = world.shop;
  const first = Math.min(...events.map(({ time }) => time!.getTime()));
  const old = Interaction.fromPartial({ ...events[0]!, eventId: 'old', time: new Date(first - 800 * DAY_MS) });
  await world.bus.publish(TOPICS.interactions, [encodeInteraction(old)]);
  await archive.catchUp();
  const all = await load('bus');
  const most = Math.round(events.length / 2);
  const { log, users, sample } = await load('archive', { maxEvents: most });
  expect(log.item.length + users.size).toBeLessThanOrEqual(most);
  expect(log.item.length).toBeGreaterThan(most / 3);
  expect(Math.min(...log.time)).toBeGreaterThan(old.time!.getTime());
  const histories = Map.groupBy(events, ({ userId }) => userId);
  for (const [user, id] of log.users.entries()) {
    expect(log.userOffsets[user + 1]! - log.userOffsets[user]!, id).toBe(histories.get(id)!.length);
  }
  expect(log.users.length).toBeLessThan(all.log.users.length);
  expect(sample).toMatchObject({ seed: 1, of: events.length + 1 });
  expect(warnings).toEqual([
    expect.stringMatching(
      /^[\d,]+ of about [\d,]+ events are in this training: whole histories of [\d.]+% of the users/,
    ),
  ]);
  const again = await load('archive', { maxEvents: most });
  const other = await load('archive', { maxEvents: most, seed: 2 });
  expect(again.log).toEqual(log);
  expect(other.log.users).not.toEqual(log.users);
  // All users fit once what is old is left out, though their profiles changed often.
  for (const version of [11, 12, 13]) {
    const changed = world.shop.users.map((user) => encodeUserUpsert({ ...user, version }));
    await world.bus.publish(TOPICS.users, changed);
  }
  const fitting = await load('archive', { maxEvents: events.length + world.shop.users.length });
  expect(fitting.log.item.length).toBe(events.length);
  expect(warnings.at(-1)).toMatch(/whole histories of all users since/);
});

it('trains the same weights from the archive as from the bus, and goes on with its plan though the archive grew', async () => {
  await archive.catchUp();
  await sell('tail', 20);
  const { bus, dataDir } = world;
  const place = { timeZone: 'UTC', country: 'US' };
  // What comes later does not fit: that is for the next training.
  const maxEvents = world.shop.events.length + world.shop.users.length + 30;
  const data = { maxEvents, bus, dataDir, place, now: NOW };
  const request: TrainOptions = { ...data, size: 'tiny', recipe: { epochs: 2, batchSize: 6 } };
  const trained = async (options: Partial<TrainOptions> = {}) => {
    const onWarning = (message: string) => warnings.push(message);
    const { manifest, version } = await train({ ...request, onWarning, ...options });
    const { metrics, files } = manifest;
    return { version, files: files.filter(({ path }) => path !== 'manifest.json'), events: metrics['interactions'] };
  };
  const fromBus = await trained();
  const calm = await trained({ archive });
  expect({ ...calm, version: '' }).toEqual({ ...fromBus, version: '' });
  expect(calm.version).not.toBe(fromBus.version);
  // Another folder for runs and models, where the training is stopped after its first steps.
  const other = join(dataDir, 'other');
  const stop = stopsAtStep(2);
  const stopped = trained({ archive, dataDir: other, signal: stop.signal, onProgress: stop.onProgress });
  await expect(stopped).rejects.toThrow('stopped');
  for (let n = 0; n < 9; n++) {
    await sell(`more-${n}`, 20, 3 + n);
    await archive.catchUp();
  }
  expect(await trained({ archive, dataDir: other })).toEqual(calm);
  expect(warnings).toEqual([expect.stringContaining('goes on with the training of')]);
  expect((await trained({ archive, dataDir: other, maxEvents: undefined })).events).toBe(calm.events! + 9 * 20);
}, 60_000);
