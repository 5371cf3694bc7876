import { pairedDifference } from './bootstrap.js';
import type { EvaluationSet } from './evaluation-set.js';
import { LIST_LENGTH, type RankedSessions } from './metrics.js';
import type { SessionRanker } from './ranked-lists.js';
import type { Comparison, EvaluationReport, RankerReport } from './report.js';
import { MAIN_METRICS, type Measured, measure } from './summary.js';

export interface EvaluationProgress {
  ranker: string;
  explore: boolean;
  /** Sessions ranked, of `total`. */
  done: number;
  total: number;
  /** Passes (a ranker on one kind of targets) that are finished, of `passes`. */
  finishedPasses: number;
  passes: number;
}

export interface EvaluateOptions {
  set: EvaluationSet;
  /** In the order in which they are to be reported; names are unique. */
  rankers: readonly SessionRanker[];
  /** Also against what is new to the user (default true). */
  explore?: boolean;
  /** Length of the lists, 10 or more (default 10); figures look at the first 10. */
  k?: number;
  /** Bootstrap over users (default 500). */
  resamples?: number;
  /** Default 0. */
  seed?: number;
  onProgress?: (progress: EvaluationProgress) => void;
  /** Gets each ranker's lists, to be written to a file, say. */
  onLists?: (ranker: SessionRanker, explore: boolean, lists: RankedSessions) => Promise<void> | void;
  signal?: AbortSignal;
}

/** Ranks every session with every ranker, measures the lists, and compares each model with the best baseline. */
export async function evaluate(options: EvaluateOptions): Promise<EvaluationReport> {
  const { set, rankers } = options;
  const bootstrap = { resamples: options.resamples ?? 500, seed: options.seed ?? 0 };
  const k = Math.max(LIST_LENGTH, options.k ?? LIST_LENGTH);
  const explore = (options.explore ?? true) && set.counts.exploreSessions > 0;
  const passes = rankers.reduce((sum, ranker) => sum + (explore && ranker.explores ? 2 : 1), 0);
  let finishedPasses = 0;

  const pass = async (ranker: SessionRanker, exploring: boolean): Promise<Measured> => {
    options.signal?.throwIfAborted();
    const lists = await ranker.rank(set, {
      k,
      explore: exploring,
      signal: options.signal,
      onProgress: (done, total) =>
        options.onProgress?.({ ranker: ranker.name, explore: exploring, done, total, finishedPasses, passes }),
    });
    finishedPasses++;
    await options.onLists?.(ranker, exploring, lists);
    return measure(set, lists, { ...bootstrap, explore: exploring });
  };

  const all = new Map<SessionRanker, Measured>();
  const explored = new Map<SessionRanker, Measured>();
  for (const ranker of rankers) {
    all.set(ranker, await pass(ranker, false));
    if (explore && ranker.explores) explored.set(ranker, await pass(ranker, true));
  }
  return {
    protocol: set.protocol,
    title: set.title,
    ...bootstrap,
    counts: set.counts,
    rankers: rankers.map((ranker): RankerReport => {
      const { name, kind } = ranker;
      return { name, kind, all: all.get(ranker)!.summary, explore: explored.get(ranker)?.summary };
    }),
    comparisons: [...compare('all', all, bootstrap), ...compare('explore', explored, bootstrap)],
  };
}

function compare(
  targets: Comparison['targets'],
  measured: ReadonlyMap<SessionRanker, Measured>,
  bootstrap: { resamples: number; seed: number },
): Comparison[] {
  const entries = [...measured];
  const ndcg = ([, { summary }]: [SessionRanker, Measured]) => summary.overall['ndcg@10'];
  const best = entries.filter(([{ kind }]) => kind === 'baseline').sort((a, b) => ndcg(b) - ndcg(a))[0];
  if (best === undefined) return [];
  return entries
    .filter(([{ kind }]) => kind === 'model')
    .map(([model, own]) => ({
      targets,
      model: model.name,
      baseline: best[0].name,
      difference: Object.fromEntries(
        MAIN_METRICS.map((metric) => [
          metric,
          pairedDifference(own.users, own.metrics[metric], best[1].metrics[metric], bootstrap),
        ]),
      ),
    }));
}
