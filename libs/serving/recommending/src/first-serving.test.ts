import { createMetrics } from '@stars/platform';
import { expect, it } from 'vitest';
import { FirstServing } from './first-serving.js';
import { newTestMetrics } from './testing/new-test-metrics.js';

it('counts an event only in the first answer that has it', async () => {
  const metrics = createMetrics('gateway', { processMetrics: false });
  const serving = new FirstServing(metrics, () => 1_000_000);
  const counted = async (): Promise<number> => {
    const line = (await metrics.expose()).split('\n').find((each) => each.startsWith('stars_freshness_seconds_count'));
    return Number(line?.split(' ').at(-1) ?? 0);
  };
  serving.note('t', 'u', 990_000);
  serving.note('t', 'u', 990_000);
  expect(await counted()).toBe(1);
  serving.note('t', 'u', 995_000);
  serving.note('t', 'v', 995_000);
  serving.note('other', 'u', 995_000);
  expect(await counted()).toBe(4);
  // An answer of an older vector, by a replica that is behind.
  serving.note('t', 'u', 990_000);
  serving.note('t', 'u', 995_000);
  expect(await counted()).toBe(4);
});

it('remembers a bounded number of users, the most recent ones', async () => {
  const { registry, readMetric } = newTestMetrics();
  const serving = new FirstServing(registry, () => 2);
  const note = (user: number) => serving.note('t', `u${user}`, 1);
  const counted = () => readMetric('stars_freshness_seconds_count');
  for (let user = 0; user <= 50_000; user++) note(user);
  expect(await counted()).toBe(50_001);
  // A user who is forgotten counts as new.
  note(1);
  expect(await counted()).toBe(50_001);
  note(0);
  expect(await counted()).toBe(50_002);
});
