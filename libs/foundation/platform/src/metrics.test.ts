import { describe, expect, it, vi } from 'vitest';
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

  it('looks before each scrape, and waits for no look that fails or hangs', async () => {
    vi.useFakeTimers();
    try {
      const metrics = createMetrics('gateway', { processMetrics: false });
      const looks = metrics.gauge({ name: 'stars_looks', help: 'Looks.' });
      metrics.beforeExposing(async () => looks.inc());
      expect(await metrics.expose()).toMatch(/^stars_looks\S* 1$/m);
      metrics.beforeExposing(() => Promise.reject(new Error('away')));
      const end = metrics.beforeExposing(() => new Promise(() => undefined));
      const text = metrics.expose();
      await vi.advanceTimersByTimeAsync(2000);
      expect(await text).toMatch(/^stars_looks\S* 2$/m);
      end();
      expect(await metrics.expose()).toMatch(/^stars_looks\S* 3$/m);
    } finally {
      vi.useRealTimers();
    }
  });

  it('counts each value in every bucket that holds it, a series for each set of labels', async () => {
    const metrics = createMetrics('test', { processMetrics: false });
    const histogram = metrics.histogram({ name: 'stars_x', help: 'X.', labels: ['a', 'b'], buckets: [1, 2] });
    for (const value of [0.5, 1, 1.5, 9]) histogram.observe({ a: 'p', b: 'q' }, value);
    histogram.observe({ b: 'q', a: 'p' }, 2);
    const text = await metrics.expose();
    expect(text).toContain('stars_x_bucket{le="1",service="test",a="p",b="q"} 2');
    expect(text).toContain('stars_x_count{service="test",a="p",b="q"} 5');
  });
});
