import type { SessionRanker } from '@stars/replay';
import { type BootstrapOptions, type Difference, pairedDifference } from '@stars/replay';
import { MAIN_METRICS, type MainMetric, type Measured } from './summary.js';

/** A model against a baseline, on the same sessions. */
export interface Comparison {
  targets: 'all' | 'explore';
  model: string;
  baseline: string;
  /** Whether this is the baseline with the highest NDCG@10. */
  best: boolean;
  /** model − baseline, with 95% intervals of the paired bootstrap over users. */
  difference: Record<MainMetric, Difference>;
}

/** The ranker with the highest NDCG@10; the first of equals. */
export function bestByNdcg<R>(measured: Iterable<readonly [R, Measured]>): readonly [R, Measured] | undefined {
  let best: readonly [R, Measured] | undefined;
  for (const entry of measured) {
    if (!best || entry[1].summary.overall['ndcg@10'] > best[1].summary.overall['ndcg@10']) best = entry;
  }
  return best;
}

/** Compares every model with every baseline. */
export function compareWithBaselines(
  targets: Comparison['targets'],
  measured: ReadonlyMap<SessionRanker, Measured>,
  bootstrap: BootstrapOptions,
): Comparison[] {
  const entries = [...measured];
  const baselines = entries.filter(([{ kind }]) => kind === 'baseline');
  const best = bestByNdcg(baselines);
  return entries
    .filter(([{ kind }]) => kind === 'model')
    .flatMap(([model, own]) =>
      baselines.map(([baseline, theirs]) => ({
        targets,
        model: model.name,
        baseline: baseline.name,
        best: baseline === best?.[0],
        difference: differences(own, theirs, bootstrap),
      })),
    );
}

function differences(a: Measured, b: Measured, bootstrap: BootstrapOptions): Record<MainMetric, Difference> {
  return Object.fromEntries(
    MAIN_METRICS.map((metric) => [metric, pairedDifference(a.users, a.metrics[metric], b.metrics[metric], bootstrap)]),
  ) as Record<MainMetric, Difference>;
}
