import { expect, test } from 'vitest';
import { createMetrics } from './metrics.js';

test('a histogram counts each value in every bucket that holds it, a series for each set of labels', async () => {
  const metrics = createMetrics('test', { processMetrics: false });
  const histogram = metrics.histogram({ name: 'stars_x', help: 'X.', labels: ['a', 'b'], buckets: [1, 2] });
  for (const value of [0.5, 1, 1.5, 9, Number.NaN]) histogram.of({ a: 'p', b: 'q' }).observe(value);
  histogram.observe({ b: 'q', a: 'p' }, 2);
  histogram.observe({ a: 'pq', b: '' }, 1);
  const lines = (await metrics.expose()).split('\n');
  const of = (labels: string) => lines.filter((line) => line.includes(labels)).map((line) => line.split(' ')[1]);
  expect(lines).toContain('# TYPE stars_x histogram');
  expect(lines).toContain('stars_x_bucket{le="1",a="p",b="q",service="test"} 2');
  // Below 1, below 2, all; their sum, their number.
  expect(of('a="p",b="q"')).toEqual(['2', '4', '5', '14', '5']);
  expect(of('a="pq",b=""')).toEqual(['1', '1', '1', '1', '1']);
});
