import type { ModelComparison } from '@stars/contracts';
import { filterLog, type TrainingData } from '@stars/features';
import { type ItemSignalWeight, REPEAT_SHARE } from '@stars/inference';
import type { EvaluationSession } from '@stars/replay';
import { compareWithServing, openRival } from './compare-with-serving.js';
import { itemSignalsOf } from './item-signals/learn-item-signals.js';
import { type LearnedSecondStage, trainSecondStage } from './second-stage/train-second-stage.js';
import type { TrainingJob } from './training-job.js';
import type { FirstFit } from './training-stages.js';

/** What is learned on the held-out window with a model that has not seen it; a part is absent if too little is held out. */
export interface LearnedFromWindow {
  itemSignals?: ItemSignalWeight[];
  secondStage?: LearnedSecondStage;
  comparison?: ModelComparison;
}

/**
 * Learns from the held-out window with the first fit: first what items' signals add to scores; then, with these, the second
 * stage. Some sessions are left out, to compare the model on them with the one that serves.
 */
export async function learnFromWindow(first: FirstFit, job: TrainingJob): Promise<LearnedFromWindow> {
  const { data, keep, recipe, secondStageRecipe, serving, place, shape, run } = job;
  const { options, warn } = run;
  const { seed } = job.fitting;
  const { minItemCount } = recipe;
  const { timeZone } = place;
  const allowed = { ...data, log: filterLog(data.log, keep) };
  const itemSignals = await itemSignalsOf(first, allowed, timeZone, minItemCount, seed);
  const complete = itemSignals ? withItemSignals(first, itemSignals) : first;
  const learns = secondStageRecipe !== undefined;
  const search = { data: allowed, first, timeZone, minItemCount, learns, seed, onWarning: warn };
  const rival = serving === undefined ? undefined : await openRival(run.store, serving, search);
  try {
    const secondStage = await secondStageOf(job, allowed, complete, rival?.set.sessions ?? []);
    const comparison =
      rival &&
      (await compareWithServing(
        rival,
        {
          artifact: complete.artifact,
          metrics: { [REPEAT_SHARE]: shape.repeatShare },
          secondStage,
        },
        allowed,
        timeZone,
        options.signal,
      ));
    return { itemSignals, secondStage, comparison };
  } finally {
    rival?.model.dispose();
  }
}

/** @param without Sessions that it must not learn from. */
async function secondStageOf(
  { recipe: { minItemCount }, secondStageRecipe, place, run: { options, warn }, fitting: { seed } }: TrainingJob,
  allowed: TrainingData,
  first: FirstFit,
  without: readonly EvaluationSession[],
): Promise<LearnedSecondStage | undefined> {
  if (!secondStageRecipe) return undefined;
  const learned = await trainSecondStage(
    allowed,
    first,
    place.timeZone,
    { ...secondStageRecipe, minItemCount, without: new Set(without.map(({ sessionId }) => sessionId)) },
    seed,
    (progress) => options.onProgress?.({ stage: 'joint', joint: progress }),
    options.signal,
  );
  if (!learned) warn('too few sessions lie in the held-out window: no second stage is learned');
  return learned;
}

const withItemSignals = (first: FirstFit, itemSignals: ItemSignalWeight[]): FirstFit => ({
  ...first,
  artifact: () => ({ ...first.artifact(), itemSignals }),
});
