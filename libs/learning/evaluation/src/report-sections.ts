import { type EvaluationSet, type SessionRanker, servedAmong } from '@stars/replay';
import { bestByNdcg, compareWithBaselines } from './compare.js';
import { measuredOf, type RankedPass, type RankedPasses } from './ranked-passes.js';
import type { EvaluationReport, RankerReport } from './report.js';
import { type CategoryTable, categoryTable } from './sections/category-table.js';
import { exposureReport } from './sections/exposure.js';
import { type HistoryFigure, historyFigure } from './sections/history-figure.js';
import type { ItemCategories } from './sections/item-categories.js';
import { repeatSplit } from './sections/repeat-split.js';

/** Parts of the report that need only the ranked lists. */
export type ReportSection = 'figure5' | 'categories' | 'repeats' | 'exposure';

export interface ReportOptions {
  resamples?: number;
  seed?: number;
  /** Name of the served ranking (default: SERVED_RANKING). */
  served?: string;
  /** Default: none; the rankers and their comparisons are always included. */
  sections?: readonly ReportSection[];
  /** For `categories`: undefined if the catalogue has none. */
  categories?: ItemCategories;
  /** Least sessions of a category that is shown (default: see CategoryTableOptions). */
  minCategorySessions?: number;
}

/** Makes the report of ranked and measured lists. The same lists and seed give the same report. */
export function buildReport(set: EvaluationSet, passes: RankedPasses, options: ReportOptions = {}): EvaluationReport {
  const bootstrap = { resamples: options.resamples ?? 500, seed: options.seed ?? 0 };
  const served = servedAmong([...passes.all.keys()], options.served);
  const lists = [...passes.all].map(([{ name }, { lists }]) => ({ name, lists }));
  const wanted = new Set(options.sections);
  const report: EvaluationReport = {
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
        ...(note ? { note } : {}),
        all: measured.summary,
        explore: passes.explore.get(ranker)?.measured.summary,
      };
    }),
    comparisons: (['all', 'explore'] as const).flatMap((targets) =>
      compareWithBaselines(targets, measuredOf(passes[targets]), bootstrap),
    ),
  };
  if (served && wanted.has('figure5')) report.history = historyFigures(passes, served, bootstrap);
  if (served && wanted.has('categories')) {
    report.categories = categoriesOf(set, passes.all, served, options, bootstrap) ?? {
      absent: 'the catalogue has no level with 2 to 500 categories',
    };
  }
  if (wanted.has('repeats')) report.repeats = repeatSplit(set, lists);
  if (wanted.has('exposure')) report.exposure = exposureReport(set, lists);
  return report;
}

/** The baselines of Figure 5: LambdaMART, as in the paper, and the best one by NDCG@10 if that is another. */
export function figureBaselines(passes: ReadonlyMap<SessionRanker, RankedPass>): SessionRanker[] {
  const baselines = [...passes.keys()].filter(({ kind }) => kind === 'baseline');
  const best = bestByNdcg([...measuredOf(passes)].filter(([{ kind }]) => kind === 'baseline'))?.[0];
  const lambdaMart = baselines.find(({ name }) => /lambdamart/i.test(name));
  return [...new Set([lambdaMart, best])].filter((ranker) => ranker !== undefined);
}

function historyFigures(
  passes: RankedPasses,
  served: SessionRanker,
  bootstrap: { resamples: number; seed: number },
): HistoryFigure[] {
  return (['all', 'explore'] as const).flatMap((targets) => {
    const named = (ranker: SessionRanker) => ({
      name: ranker.name,
      measured: passes[targets].get(ranker)!.measured,
    });
    if (!passes[targets].has(served)) return [];
    const baselines = figureBaselines(passes[targets]).map(named);
    return (['interactions', 'days'] as const).map((by) =>
      historyFigure(named(served), baselines, { metric: 'hit@5', targets, by, ...bootstrap }),
    );
  });
}

function categoriesOf(
  set: EvaluationSet,
  passes: ReadonlyMap<SessionRanker, RankedPass>,
  served: SessionRanker,
  { categories, minCategorySessions }: ReportOptions,
  bootstrap: { resamples: number; seed: number },
): CategoryTable | undefined {
  if (!categories) return undefined;
  const named = ({ name }: SessionRanker, { lists }: RankedPass) => ({ name, lists });
  const best = bestByNdcg([...measuredOf(passes)].filter(([{ kind }]) => kind === 'baseline'))?.[0];
  return categoryTable(set, categories, named(served, passes.get(served)!), best && named(best, passes.get(best)!), {
    ...bootstrap,
    ...(minCategorySessions === undefined ? {} : { minSessions: minCategorySessions }),
  });
}
