import { describe, expect, it } from 'vitest';
import { createMetrics } from './metrics.js';

describe('Metrics', () => {
  it('labels every series with its service', async () => {
    const metrics = createMetrics('gateway', { processMetrics: false });
    metrics.counter({ name: 'stars_requests_total', help: 'Requests.', labels: ['code'] }).inc({ code: 'OK' });
    expect(await metrics.expose()).toContain('stars_requests_total{code="OK",service="gateway"} 1');
  });

  it('gives the same metric for the same name, and refuses another kind', () => {
    const metrics = createMetrics('gateway', { processMetrics: false });
    const spec = { name: 'stars_lag', help: 'Lag.' };
    expect(metrics.gauge(spec)).toBe(metrics.gauge(spec));
    expect(() => metrics.counter(spec)).toThrow(TypeError);
  });

  it('counts a value in every bucket that holds it', async () => {
    const metrics = createMetrics('test', { processMetrics: false });
    const histogram = metrics.histogram({ name: 'stars_x', help: 'X.', labels: ['a'], buckets: [1, 2] });
    for (const value of [0.5, 1, 1.5, 9]) histogram.observe({ a: 'p' }, value);
    const lines = (await metrics.expose()).split('\n').filter((line) => line.includes('a="p"'));
    expect(lines.map((line) => [/le="[^"]+"|_sum|_count/.exec(line)?.[0], line.split(' ')[1]])).toEqual([
      ['le="1"', '2'],
      ['le="2"', '3'],
      ['le="+Inf"', '4'],
      ['_sum', '12'],
      ['_count', '4'],
    ]);
  });
});
