import { TOPICS } from '@stars/contracts';
import { createMetrics, type Logger } from '@stars/platform';
import { expect, it } from 'vitest';
import { overtakenSoon, watchRetention } from './watch-retention.js';

/** A topic of one partition that keeps [first, next), and a group that has handled what is before `committed`. */
const busWith = (first: number, next: number, committed: number) => ({
  firstOffsets: async () => new Map([[0, first]]),
  endOffsets: async () => new Map([[0, next]]),
  lag: async (_: string, [topic]: readonly string[], ends?: ReadonlyMap<string, ReadonlyMap<number, number>>) => {
    const end = ends?.get(topic!)?.get(0) ?? next;
    return new Map([[topic!, Math.max(0, end - Math.max(committed, first))]]);
  },
});

it.each([
  ['a topic that has dropped nothing', busWith(0, 1000, 0), 0],
  ['a group that is in step', busWith(500, 1500, 1500), 0],
  ['a group behind the oldest tenth', busWith(500, 1500, 601), 0],
  ['a group in the oldest tenth', busWith(500, 1500, 560), 40],
  ['a group that was overtaken', busWith(500, 1500, 100), 100],
])('%s', async (_, bus, messages) => {
  expect(await overtakenSoon(bus, 'embedder', TOPICS.interactions)).toBe(messages);
});

it('warns, and has a metric', async () => {
  const warnings: unknown[] = [];
  const logger = { warn: (...call: unknown[]) => warnings.push(call), debug: () => {} } as unknown as Logger;
  const metrics = createMetrics('embedder', { processMetrics: false });
  const groups = [{ service: 'embedder' as const, group: 'embedder', topics: [TOPICS.interactions, TOPICS.catalog] }];
  const stop = watchRetention(busWith(500, 1500, 560), groups, metrics, logger);
  await expect.poll(() => warnings.length).toBe(1);
  stop();
  expect(warnings[0]).toMatchObject([
    { group: 'embedder', topic: TOPICS.interactions, messages: 40 },
    expect.any(String),
  ]);
  expect(await metrics.expose()).toMatch(/stars_consumer_overtaken_soon_messages\{.*\} 40/);
});
