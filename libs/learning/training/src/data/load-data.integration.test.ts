import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { encodeInteraction, encodeUserDelete, TOPICS } from '@stars/contracts';
import { loadTrainingData, type TrainingData } from '@stars/features';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type ShopOnABus, shopOnABus } from '../testing/shop-on-a-bus.js';
import { loadData } from './load-data.js';

let world: ShopOnABus;
const warnings: string[] = [];
beforeAll(async () => {
  world = await shopOnABus({ seed: 5, users: 10, items: 20, days: 20 });
});
afterAll(() => world?.close());

/** Loads the data and returns which topics were read. */
async function load(maxEvents = 1_000_000): Promise<{ data: TrainingData; topics: Set<string> }> {
  const topics = new Set<string>();
  const data = await loadData(world.bus, {
    dataDir: world.dataDir,
    tenant: 'default',
    maxEvents,
    onProgress: (topic) => topics.add(topic),
    onWarning: (message) => warnings.push(message),
  });
  return { data, topics };
}
const replayed = () => loadTrainingData((topic) => world.bus.read({ topic }), { tenant: 'default' });
const prepared = (): string[] => readdirSync(join(world.dataDir, 'prepared'));

it('reads the events once, then its prepared log, until there are new events', async () => {
  const first = await load();
  expect(first.topics).toContain(TOPICS.interactions);
  const again = await load();
  expect(again.topics).not.toContain(TOPICS.interactions);
  expect(again.data).toEqual(first.data);
  const [old] = prepared();

  await world.bus.publish(TOPICS.interactions, [
    encodeInteraction({ ...world.shop.events[0]!, eventId: 'one-more', time: new Date('2030-01-01T00:00:00Z') }),
  ]);
  const newer = await load();
  expect(newer.topics).toContain(TOPICS.interactions);
  expect(newer.data.log.item.length).toBe(first.data.log.item.length + 1);
  expect(prepared()).toHaveLength(1);
  expect(prepared()).not.toEqual([old]);
});

it('holds only the newest events at its limit, warns, and prepares them separately', async () => {
  const { data: all } = await load();
  const { data } = await load(50);
  expect(warnings.splice(0)).toEqual([expect.stringMatching(/^[\d,]+ events are left out: 50 newer ones/)]);
  const times = (log: TrainingData['log']): number[] => [...log.time].sort((a, b) => b - a);
  expect(times(data.log)).toEqual(times(all.log).slice(0, 50));
  expect((await load(50)).data).toEqual(data);
});

it('forgets a user whose deletion came later', async () => {
  const { userId } = world.shop.events[0]!;
  await load();
  await world.bus.publish(TOPICS.users, [
    encodeUserDelete({ tenantId: 'default', userId, time: new Date('2031-01-01T00:00:00Z') }),
  ]);
  const { data } = await load();
  expect(data.log.users).not.toContain(userId);
  expect(data).toEqual(await replayed());
});

it('warns if the prepared log is damaged, and prepares it again', async () => {
  const { data } = await load();
  const path = join(world.dataDir, 'prepared', prepared()[0]!, 'columns.bin');
  const bytes = readFileSync(path);
  bytes[3]! ^= 1;
  writeFileSync(path, bytes);
  const again = await load();
  expect(warnings).toEqual([expect.stringMatching(/columns\.bin differs.*prepared anew/)]);
  expect(again.data).toEqual(data);
  expect((await load()).topics).not.toContain(TOPICS.interactions);
});
