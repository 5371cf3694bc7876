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

const BOOTSTRAP = { resamples: 500, seed: 0 };

/** The same lists give the same sections. @param categories Absent: the catalogue has none. */
export function listSections(set: EvaluationSet, passes: RankedPasses, categories?: ItemCategories): ListSections {
  const served = servedAmong(passes.all.keys())!;
  const lists = [...passes.all].map(([{ name }, { lists }]) => ({ name, lists }));
  return {
    history: historyFigures(passes, served),
    categories: (categories && categoriesOf(set, passes.all, served, categories)) ?? {
      absent: 'the catalogue has no level with 2 to 500 categories',
    },
    repeats: repeatSplit(set, lists),
    exposure: exposureReport(set, lists),
  };
}

/** The baselines of Figure 5: LambdaMART, as in the paper, and the best one by NDCG@10 if that is another. */
export function figureBaselines(passes: ReadonlyMap<SessionRanker, RankedPass>): SessionRanker[] {
  const lambdaMart = [...passes.keys()].find(({ kind, name }) => kind === 'baseline' && /lambdamart/i.test(name));
  return [...new Set([lambdaMart, bestBaseline(passes)])].filter((ranker) => ranker !== undefined);
}

const bestBaseline = (passes: ReadonlyMap<SessionRanker, RankedPass>): SessionRanker | undefined =>
  bestByNdcg([...measuredOf(passes)].filter(([{ kind }]) => kind === 'baseline'))?.[0];

function historyFigures(passes: RankedPasses, served: SessionRanker): HistoryFigure[] {
  return (['all', 'explore'] as const).flatMap((targets) => {
    const named = (ranker: SessionRanker) => ({
      name: ranker.name,
      measured: passes[targets].get(ranker)!.measured,
    });
    if (!passes[targets].has(served)) return [];
    const baselines = figureBaselines(passes[targets]).map(named);
    return (['interactions', 'days'] as const).map((by) =>
      historyFigure(named(served), baselines, { metric: 'hit@5', targets, by, ...BOOTSTRAP }),
    );
  });
}

function categoriesOf(
  set: EvaluationSet,
  passes: ReadonlyMap<SessionRanker, RankedPass>,
  served: SessionRanker,
  categories: ItemCategories,
): CategoryTable {
  const named = ({ name }: SessionRanker, { lists }: RankedPass) => ({ name, lists });
  const best = bestBaseline(passes);
  const other = best && named(best, passes.get(best)!);
  return categoryTable(set, categories, named(served, passes.get(served)!), other, BOOTSTRAP);
}
