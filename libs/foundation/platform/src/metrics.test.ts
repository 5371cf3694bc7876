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
});
