import { expect, test } from 'vitest';
import { metricsIn } from './metrics-page.js';

const source = (help: string) => `
  this.#seconds = deps.metrics.histogram<'stage' | 'flow'>({
    name: 'stars_test_seconds',
    ${help}
    labels: ['stage', 'flow'],
    buckets: [1, 2],
  });
  const texts = metrics?.counter({ name: 'stars_test_total', help: "A shop's texts." });`;

test('a metric is read with its type, labels and help', () => {
  expect(metricsIn(source("help: 'Time, by stage.',"), 'a.ts')).toEqual([
    {
      name: 'stars_test_seconds',
      type: 'histogram',
      labels: ['stage', 'flow'],
      help: 'Time, by stage.',
      source: 'a.ts',
    },
    { name: 'stars_test_total', type: 'counter', labels: [], help: "A shop's texts.", source: 'a.ts' },
  ]);
});

test('a metric that cannot be read is an error, not a gap in the page', () => {
  expect(() => metricsIn(source(''), 'a.ts')).toThrow('a.ts: a metric without a name or help');
  expect(() => metricsIn('metrics.gauge(specOf(name))', 'a.ts')).toThrow('a.ts: 1 metrics, 0 can be read');
});
