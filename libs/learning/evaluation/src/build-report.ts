import type { BootstrapOptions } from '@stars/replay';
import { type EvaluationSet, servedAmong } from '@stars/replay';
import { compareWithBaselines } from './compare.js';
import { measuredOf, type RankedPasses } from './ranked-passes.js';
import type { EvaluationReport, RankerReport } from './report.js';

/** Makes the report of ranked and measured lists. The same lists and seed give the same report. */
export function buildReport(
  set: EvaluationSet,
  passes: RankedPasses,
  options: BootstrapOptions = {},
): EvaluationReport {
  const bootstrap = { resamples: options.resamples ?? 500, seed: options.seed ?? 0 };
  const served = servedAmong(passes.all.keys());
  return {
    protocol: set.protocol,
    split: set.split,
    title: set.title,
    ...bootstrap,
    target: set.target,
    counts: set.counts,
    served: served?.name ?? null,
    rankers: [...passes.all].map(([ranker, { measured }]): RankerReport => {
      const { name, kind, note } = ranker;
      return {
        name,
        kind,
        note,
        all: measured.summary,
        explore: passes.explore.get(ranker)?.measured.summary,
      };
    }),
    comparisons: (['all', 'explore'] as const).flatMap((targets) =>
      compareWithBaselines(targets, measuredOf(passes[targets]), bootstrap),
    ),
  };
}
