import { type MetricObjectWithValues, type MetricValueWithName, Registry, type RegistryContentType } from 'prom-client';

/** The metrics of a registry, as another thread gets them. */
export type ThreadMetrics = MetricObjectWithValues<MetricValueWithName<string>>[];

/** What adds up over threads. A gauge of another thread, such as a version, is the same here. */
const ADD_UP: readonly unknown[] = ['counter', 'histogram'];

const keyOf = ({ metricName = '', labels }: MetricValueWithName<string>): string =>
  metricName + JSON.stringify(Object.entries(labels).sort());

/** What was counted is still added to. */
const copyOf = (metric: ThreadMetrics[number]): ThreadMetrics[number] => ({
  ...metric,
  values: metric.values.map((value) => ({ ...value })),
});

/** The metrics of a registry, with what other threads counted. */
export async function metricsWithCounts(
  own: Registry<RegistryContentType>,
  others: readonly ThreadMetrics[],
): Promise<ThreadMetrics> {
  const metrics = new Map(
    ((await own.getMetricsAsJSON()) as ThreadMetrics).map((metric) => [metric.name, copyOf(metric)]),
  );
  for (const metric of others.flat()) {
    if (!ADD_UP.includes(metric.type)) continue;
    const known = metrics.get(metric.name);
    if (known) addValues(known, copyOf(metric));
    else metrics.set(metric.name, copyOf(metric));
  }
  return [...metrics.values()];
}

/** The same as the text that Prometheus scrapes. */
export async function textWithCounts(
  own: Registry<RegistryContentType>,
  others: readonly ThreadMetrics[],
): Promise<string> {
  const all = new Registry<RegistryContentType>();
  all.setContentType(own.contentType);
  for (const metric of await metricsWithCounts(own, others))
    all.registerMetric({ ...metric, get: async () => metric } as never);
  return all.metrics();
}

function addValues(known: ThreadMetrics[number], { values }: ThreadMetrics[number]): void {
  const byKey = new Map(known.values.map((value) => [keyOf(value), value]));
  for (const value of values) {
    const same = byKey.get(keyOf(value));
    if (same) same.value += value.value;
    else known.values.push(value);
  }
}
