import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { EVENT_TIME_BOUNDS } from '@stars/contracts';
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

const load = (maxEvents = 1_000_000, now = Date.now()): Promise<TrainingData> =>
  loadData(world.bus, {
    dataDir: world.dataDir,
    tenant: 'default',
    maxEvents,
    clock: { now, bounds: EVENT_TIME_BOUNDS },
    onWarning: (message) => warnings.push(message),
  });

it('loads everything, and removes the copy of the events that earlier versions kept', async () => {
  const prepared = join(world.dataDir, 'prepared');
  mkdirSync(join(prepared, '0123456789abcdef'), { recursive: true });
  writeFileSync(join(prepared, '0123456789abcdef', 'log.json'), '{"format":1}\n');
  expect(await load()).toEqual(await loadTrainingData((topic) => world.bus.read({ topic }), { tenant: 'default' }));
  expect(existsSync(prepared)).toBe(false);
  expect(warnings).toEqual([]);
});

it('holds only the newest events at its limit, and warns', async () => {
  const { log: all } = await load();
  const { log } = await load(50);
  expect(warnings.splice(0)).toEqual([expect.stringMatching(/^[\d,]+ events are left out: 50 newer ones/)]);
  const times = ({ time }: TrainingData['log']): number[] => [...time].sort((a, b) => b - a);
  expect(times(log)).toEqual(times(all).slice(0, 50));
});
