import { TOPICS } from '@stars/contracts';
import type { EventBus, TopicEnds } from '@stars/event-bus';
import { createLogger, createMetrics } from '@stars/platform';
import { afterEach, expect, it, vi } from 'vitest';
import { watchLag } from './lag-gauge.js';

const logger = createLogger('gateway', { level: 'silent' });
const GROUPS = [{ service: 'embedder' as const, group: 'embedder', topics: [TOPICS.users] }];

afterEach(() => vi.useRealTimers());

it('tells at each scrape what waits, and since when, also while the bus is away', async () => {
  vi.useFakeTimers({ now: 100_000, toFake: ['Date'] });
  let [end, committed, isAway] = [0, 0, false];
  const bus = {
    endOffsets: async () => new Map([[0, end]]),
    firstOffsets: async () => new Map([[0, 0]]),
    lag: async (_: string, [topic]: readonly string[], ends?: TopicEnds) => {
      if (isAway) throw new Error('the bus is away');
      return new Map([[topic!, Math.max(0, (ends?.get(topic!)?.get(0) ?? end) - committed)]]);
    },
  };
  const metrics = createMetrics('gateway', { processMetrics: false });
  const stop = watchLag(bus as unknown as EventBus, GROUPS, metrics, logger);
  const told = async (at: number): Promise<(number | undefined)[]> => {
    vi.setSystemTime(at * 1000);
    const text = await metrics.expose();
    return ['lag_messages', 'handled_until_timestamp_seconds'].map((name) => {
      const value = new RegExp(`^stars_consumer_${name}\\{.*consumer="embedder".* (\\S+)$`, 'm').exec(text)?.[1];
      return value === undefined ? undefined : Number(value);
    });
  };
  isAway = true;
  expect(await told(105)).toEqual([undefined, 100]);
  isAway = false;
  expect(await told(110)).toEqual([0, 110]);
  end = 5;
  expect(await told(120)).toEqual([5, 110]);
  // More comes all the time, but what was there at 120 is handled.
  [end, committed] = [8, 5];
  expect(await told(130)).toEqual([3, 120]);
  expect(await told(140)).toEqual([3, 120]);
  isAway = true;
  expect(await told(150)).toEqual([3, 120]);
  stop();
});
