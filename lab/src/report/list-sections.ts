import { bestByNdcg, measuredOf, type RankedPass, type RankedPasses } from '@stars/evaluation';
import { type EvaluationSet, type SessionRanker, servedAmong } from '@stars/replay';
import type { Absent } from './absent.js';
import { type CategoryTable, categoryTable } from './category-table.js';
import { type ExposureReport, exposureReport } from './exposure.js';
import { type HistoryFigure, historyFigure } from './history-figure.js';
import type { ItemCategories } from './item-categories.js';
import { type RepeatSplit, repeatSplit } from './repeat-split.js';

/** Parts of the full report that need only the ranked lists. */
export interface ListSections {
  /** Figure 5: by history length, for both kinds of targets and both ways to count. */
  history: HistoryFigure[];
  /** Table 2. */
  categories: CategoryTable | Absent;
  repeats: RepeatSplit;
  exposure: ExposureReport;
}

export interface ListSectionsOptions {
  served: string;
  /** Absent: the catalogue has none. */
  categories?: ItemCategories | undefined;
  resamples: number;
  seed: number;
}

/** The same lists and seed give the same sections. */
export function listSections(set: EvaluationSet, passes: RankedPasses, options: ListSectionsOptions): ListSections {
  const { resamples, seed } = options;
  const served = servedAmong([...passes.all.keys()], options.served)!;
  const lists = [...passes.all].map(([{ name }, { lists }]) => ({ name, lists }));
  return {
    history: historyFigures(passes, served, { resamples, seed }),
    categories: categoriesOf(set, passes.all, served, options) ?? {
      absent: 'the catalogue has no level with 2 to 500 categories',
    },
    repeats: repeatSplit(set, lists),
    exposure: exposureReport(set, lists),
  };
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
  { categories, resamples, seed }: ListSectionsOptions,
): CategoryTable | undefined {
  if (!categories) return undefined;
  const named = ({ name }: SessionRanker, { lists }: RankedPass) => ({ name, lists });
  const best = bestByNdcg([...measuredOf(passes)].filter(([{ kind }]) => kind === 'baseline'))?.[0];
  return categoryTable(set, categories, named(served, passes.get(served)!), best && named(best, passes.get(best)!), {
    resamples,
    seed,
  });
}
