import type { Progress } from '@stars/cli';
import { type KeptLists, type RankedPasses, rankAndMeasure } from '@stars/evaluation';
import type { LocalClock } from '@stars/features';
import { type EvaluationSet, servedAmong } from '@stars/replay';
import type { Absent } from './absent.js';
import { type CandidateFigure, candidateFigure, candidateSets, type ShownPage } from './candidate-figure.js';
import { figureBaselines } from './list-sections.js';

/** Deep enough to find most of what a page shows. A longer list costs memory for each session. */
const DEPTH = 500;

/** Figure 5, by size of the candidate set: the served ranking and the figure's baselines rank what each user was shown. */
export async function candidateSection(
  set: EvaluationSet,
  pages: readonly ShownPage[],
  clock: LocalClock,
  passes: RankedPasses,
  options: { kept: KeptLists; progress: Progress; signal: AbortSignal },
): Promise<CandidateFigure | Absent> {
  if (pages.length === 0) {
    const who = set.protocol === 'cj-day' ? 'Complete Journey' : 'the data';
    return { absent: `${who} has no impressions, so nobody knows what was shown` };
  }
  const served = servedAmong(passes.all.keys());
  const baselines = figureBaselines(passes.all);
  if (!served) return { absent: 'no model was evaluated' };
  const candidates = candidateSets(set, pages, clock);
  const k = Math.min(DEPTH, set.catalogue.length);
  const deep = await rankAndMeasure({
    set,
    rankers: [served, ...baselines],
    k,
    explore: false,
    resamples: 1,
    kept: options.kept,
    onProgress: ({ ranker, done, total }) =>
      options.progress.update({ label: `Evaluate: ${ranker}, ${k} deep`, done, total, detail: 'sessions' }),
    signal: options.signal,
  });
  options.progress.finish();
  const named = (ranker: typeof served) => ({ name: ranker.name, lists: deep.all.get(ranker)!.lists });
  return (
    candidateFigure(set, candidates, named(served), baselines.map(named)) ?? {
      absent: 'no session took something that it was shown that day',
    }
  );
}
