import fc from 'fast-check';
import { expect, it } from 'vitest';
import { createMetrics } from './metrics.js';

const counted = (service: string) => {
  const metrics = createMetrics(service, { processMetrics: false });
  const counter = metrics.counter({ name: 'stars_a_total', help: 'a', labels: ['of'] });
  const histogram = metrics.histogram({ name: 'stars_b_seconds', help: 'b', labels: ['of'], buckets: [1, 2] });
  const gauge = metrics.gauge({ name: 'stars_c', help: 'c' });
  const count = (of: string, value: number): void => {
    counter.inc({ of }, value);
    histogram.observe({ of }, value);
    gauge.set(value);
  };
  return { metrics, count };
};
/** Labels come in any order. */
const linesOf = (text: string): string[] =>
  text
    .split('\n')
    .filter((line) => /^stars_[ab]/.test(line))
    .map((line) => line.replace(/(?<=\{).*(?=\})/, (labels) => labels.split(',').sort().join()))
    .sort();
const counts = fc.array(fc.tuple(fc.constantFrom('x', 'y', 'z'), fc.nat(3)), { maxLength: 12 });

it('a scrape adds up what all threads counted, every time anew; gauges are those of this thread', async () => {
  await fc.assert(
    fc.asyncProperty(counts, counts, counts, async (here, there, elsewhere) => {
      const [own, one, two, all] = [counted('s'), counted('s'), counted('s'), counted('s')];
      for (const [counting, values] of [
        [own, here],
        [one, there],
        [two, elsewhere],
      ] as const) {
        for (const value of values) {
          counting.count(...value);
          all.count(...value);
        }
      }
      for (const { metrics } of [one, two])
        own.metrics.addThread(async () => (await metrics.registry.getMetricsAsJSON()) as never);
      const expected = linesOf(await all.metrics.expose());
      expect(linesOf(await own.metrics.expose())).toEqual(expected);
      expect(linesOf(await own.metrics.expose())).toEqual(expected);
      expect(await own.metrics.expose()).toContain(`\nstars_c{service="s"} ${here.at(-1)?.[1] ?? 0}\n`);
    }),
  );
});

it('a thread that gives no answer adds what it had counted before, until it is taken out', async () => {
  const [own, other] = [counted('s'), counted('s')];
  other.count('x', 2);
  let answers = true;
  const end = own.metrics.addThread(async () => {
    if (!answers) throw new Error('ended');
    return (await other.metrics.registry.getMetricsAsJSON()) as never;
  });
  const first = linesOf(await own.metrics.expose());
  expect(first).toContain('stars_a_total{of="x",service="s"} 2');
  answers = false;
  expect(linesOf(await own.metrics.expose())).toEqual(first);
  end();
  expect(linesOf(await own.metrics.expose())).not.toContain('stars_a_total{of="x",service="s"} 2');
});
