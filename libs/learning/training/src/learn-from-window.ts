import type { ModelComparison } from '@stars/contracts';
import { filterLog } from '@stars/features';
import type { ItemSignalWeight } from '@stars/inference';
import { compareWithServing } from './compare-with-serving.js';
import { itemSignalsOf } from './item-signals/learn-item-signals.js';
import { type LearnedSecondStage, trainSecondStage } from './second-stage/train-second-stage.js';
import type { TrainingJob } from './training-job.js';
import type { FirstFit } from './training-stages.js';

/** What a model that has not seen the held-out window teaches there; each absent where too little is held out to tell. */
export interface LearnedFromWindow {
  itemSignals?: ItemSignalWeight[];
  joint?: LearnedSecondStage;
  comparison?: ModelComparison;
}

/**
 * Learns from the held-out window by the first fit: what items' signals add to scores, then, by the model with these, the
 * second stage and how the model compares with the one that serves.
 */
export async function learnFromWindow(first: FirstFit, job: TrainingJob): Promise<LearnedFromWindow> {
  const { data, keep, recipe, joint: secondStageRecipe, serving, place, run } = job;
  const { options, warn } = run;
  const { seed } = job.fitting;
  const allowed = { ...data, log: filterLog(data.log, keep) };
  const itemSignals = await itemSignalsOf(first, allowed, place.timeZone, recipe.minItemCount, seed);
  const complete = itemSignals ? withItemSignals(first, itemSignals) : first;
  const joint =
    secondStageRecipe &&
    (await trainSecondStage(
      allowed,
      complete,
      place.timeZone,
      { ...secondStageRecipe, minItemCount: recipe.minItemCount },
      seed,
      (progress) => options.onProgress?.({ stage: 'joint', joint: progress }),
      options.signal,
    ));
  if (secondStageRecipe && !joint) warn('too few sessions lie in the held-out window: no joint ranking is learned');
  const comparison =
    serving === undefined ? undefined : await compareWithServing(run.store, serving, data, keep, complete, seed, warn);
  return { itemSignals, joint, comparison };
}

const withItemSignals = (first: FirstFit, itemSignals: ItemSignalWeight[]): FirstFit => ({
  ...first,
  artifact: () => ({ ...first.artifact(), itemSignals }),
});
