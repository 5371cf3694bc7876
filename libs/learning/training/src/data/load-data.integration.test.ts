import { EVENT_TIME_BOUNDS, encodeImpression, encodeInteraction, Impression, TOPICS } from '@stars/contracts';
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
    tenant: 'default',
    maxEvents,
    clock: { now, bounds: EVENT_TIME_BOUNDS },
    onWarning: (message) => warnings.push(message),
  });

it('loads everything', async () => {
  expect(await load()).toEqual(await loadTrainingData((topic) => world.bus.read({ topic }), { tenant: 'default' }));
  expect(warnings).toEqual([]);
});

it('holds only the newest events at its limit, and warns', async () => {
  const { log: all } = await load();
  const { log } = await load(50);
  expect(warnings.splice(0)).toEqual([expect.stringMatching(/^[\d,]+ events are left out: 50 newer ones/)]);
  const times = ({ time }: TrainingData['log']): number[] => [...time].sort((a, b) => b - a);
  expect(times(log)).toEqual(times(all).slice(0, 50));
});

it('leaves out what cannot have happened, says how many, and is the same as without it', async () => {
  const before = await load();
  const [event] = world.shop.events;
  const page = Impression.fromPartial({ eventId: 'p', userId: 'u', pageId: 'p', items: [{ itemId: 'i' }] });
  const at = (time: string) => ({ eventId: time, time: new Date(time) });
  await world.bus.publish(TOPICS.interactions, [
    encodeInteraction({ ...event!, ...at('9999-12-31T00:00:00Z') }),
    encodeInteraction({ ...event!, ...at('2099-01-01T00:00:00Z') }),
    encodeInteraction({ ...event!, ...at('1970-01-01T00:00:00Z') }),
  ]);
  await world.bus.publish(TOPICS.impressions, [encodeImpression({ ...page, ...at('9999-01-01T00:00:00Z') })]);
  const options = { tenant: 'default', maxEvents: 1_000_000, impressions: true };
  const clock = { now: Date.now(), bounds: EVENT_TIME_BOUNDS };
  const onWarning = (message: string): number => warnings.push(message);
  const { log, impressions } = await loadData(world.bus, { ...options, clock, onWarning });
  expect(log).toEqual(before.log);
  expect(impressions!.empty).toBe(true);
  expect(warnings).toEqual(['events with wrong times are left out: 3 ahead of the clock, 1 far behind it']);
});
