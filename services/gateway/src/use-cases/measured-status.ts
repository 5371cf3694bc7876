import type { CallStatistics, CodeCount, GetStatusResponse } from '@stars/contracts';
import type { ThreadMetrics } from '@stars/platform';

type Measured = Pick<GetStatusResponse, 'freshness' | 'calls' | 'degradations'>;
type Value = ThreadMetrics[number]['values'][number];

/** What a process has counted since it started, as its metrics have it. */
export function measuredStatus(metrics: ThreadMetrics): Measured {
  const valuesOf = (name: string): readonly Value[] => metrics.find((metric) => metric.name === name)?.values ?? [];
  const ages = Map.groupBy(valuesOf('stars_freshness_seconds'), ({ labels }) => `${labels['flow']} ${labels['stage']}`);
  return {
    freshness: [...ages].map(([place, values]) => {
      const [flow, stage] = place.split(' ') as [string, string];
      return { flow, stage, count: countOf(values), ...quantilesOf(values) };
    }),
    calls: callsOf(valuesOf('stars_gateway_requests_total'), valuesOf('stars_gateway_request_seconds')),
    degradations: countsOf(valuesOf('stars_gateway_degradations_total')),
  };
}

function callsOf(requests: readonly Value[], seconds: readonly Value[]): CallStatistics[] {
  const times = Map.groupBy(seconds, ({ labels }) => labels['method']);
  return [...Map.groupBy(requests, ({ labels }) => labels['method'])]
    .map(([method, values]) => ({
      method: String(method),
      requests: values.reduce((sum, { value }) => sum + value, 0),
      errors: countsOf(values.filter(({ labels }) => labels['code'] !== 'OK')),
      ...quantilesOf(times.get(method) ?? []),
    }))
    .sort((a, b) => b.requests - a.requests);
}

function countsOf(values: readonly Value[]): CodeCount[] {
  return [...Map.groupBy(values, ({ labels }) => String(labels['code']))]
    .map(([code, same]) => ({ code, count: same.reduce((sum, { value }) => sum + value, 0) }))
    .sort((a, b) => b.count - a.count);
}

const countOf = (values: readonly Value[]): number =>
  values.reduce((sum, { metricName, value }) => sum + (metricName?.endsWith('_count') ? value : 0), 0);

/** Series of one histogram with other labels add up. */
function quantilesOf(values: readonly Value[]): Pick<CallStatistics, 'medianSeconds' | 'p95Seconds'> {
  const total = countOf(values);
  const buckets = new Map<number, number>();
  for (const { metricName, labels, value } of values) {
    const bound = Number(labels['le']);
    if (metricName?.endsWith('_bucket') && Number.isFinite(bound)) {
      buckets.set(bound, (buckets.get(bound) ?? 0) + value);
    }
  }
  const sorted = [...buckets].sort(([a], [b]) => a - b);
  const boundOf = (share: number): number | undefined => sorted.find(([, count]) => count >= share * total)?.[0];
  return total === 0 ? {} : { medianSeconds: boundOf(0.5), p95Seconds: boundOf(0.95) };
}
