import { createMetrics } from '@stars/platform';
import { expect, it } from 'vitest';
import { FirstServing } from './first-serving.js';

it('counts an event in the first answer that has it, and not again', async () => {
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
