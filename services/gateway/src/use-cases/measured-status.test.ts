import { createMetrics, Freshness } from '@stars/platform';
import { expect, it } from 'vitest';
import { gatewayMetrics } from '../api/gateway-metrics.js';
import { measuredStatus } from './measured-status.js';

it('adds transports up, and gives the bounds of buckets as quantiles', async () => {
  const metrics = createMetrics('test');
  const requests = gatewayMetrics(metrics);
  for (let n = 0; n < 10; n++) requests.request('Recommend', n % 2 ? 'grpc' : 'http', 'OK', 0.004);
  requests.request('Recommend', 'grpc', 'STARS_UNAVAILABLE', 60);
  requests.request('Track', 'http', 'OK', 0.02);
  new Freshness(metrics, () => 10_000).reached({ flow: 'catalogue', stage: 'indexed' }, [9800, 4000, Number.NaN]);
  const { calls, freshness, degradations } = measuredStatus(await metrics.read());
  expect(calls).toEqual([
    {
      ...{ method: 'Recommend', requests: 11, medianSeconds: 0.005, p95Seconds: undefined },
      errors: [{ code: 'STARS_UNAVAILABLE', count: 1 }],
    },
    { method: 'Track', requests: 1, errors: [], medianSeconds: 0.025, p95Seconds: 0.025 },
  ]);
  expect(freshness).toEqual([{ flow: 'catalogue', stage: 'indexed', count: 2, medianSeconds: 0.25, p95Seconds: 10 }]);
  expect(degradations).toEqual([]);
});

it('adds what other threads counted', async () => {
  const [own, other] = [createMetrics('test'), createMetrics('test')];
  gatewayMetrics(own).request('Recommend', 'grpc', 'OK', 0.004);
  gatewayMetrics(other).request('Recommend', 'grpc', 'OK', 0.004);
  own.addThread(() => other.read());
  expect(measuredStatus(await own.read()).calls).toMatchObject([{ method: 'Recommend', requests: 2 }]);
});
