import { createMetrics, type Metrics } from '@stars/platform';
import { RecommendingMetrics } from '../recommending-metrics.js';

export interface TestMetrics {
  metrics: RecommendingMetrics;
  registry: Metrics;
  /** The value of a series, 0 where there is none. @param labels Those that the series must have. */
  readMetric(name: string, labels?: Readonly<Record<string, string>>): Promise<number>;
}

/** Metrics of their own for each test, which it can read. */
export function newTestMetrics(): TestMetrics {
  const registry = createMetrics('gateway', { processMetrics: false });
  return {
    metrics: new RecommendingMetrics(registry),
    registry,
    readMetric: async (name, labels = {}) => {
      const wanted = Object.entries(labels).map(([label, value]) => `${label}="${value}"`);
      const lines = (await registry.expose()).split('\n');
      const line = lines.find((each) => each.startsWith(`${name}{`) && wanted.every((label) => each.includes(label)));
      return Number(line?.split(' ').at(-1) ?? 0);
    },
  };
}
