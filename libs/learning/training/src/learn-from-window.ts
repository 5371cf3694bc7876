import type { ModelComparison } from '@stars/contracts';
import { filterLog, type TrainingData } from '@stars/features';
import type { ItemSignalWeight } from '@stars/inference';
import { compareWithServing } from './compare-with-serving.js';
import { itemSignalsOf } from './item-signals/learn-item-signals.js';
import { type SecondStageWindow, withSecondStageWindow } from './second-stage/second-stage-window.js';
import { type LearnedSecondStage, trainSecondStage } from './second-stage/train-second-stage.js';
import type { TrainOptions } from './train-options.js';
import { prepareJob, type TrainingJob } from './training-job.js';
import { openRun } from './training-run.js';
import { type FirstFit, fitBeforeWindow } from './training-stages.js';

/** What is learned on the held-out window with a model that has not seen it; a part is absent if too little is held out. */
export interface LearnedFromWindow {
  itemSignals?: ItemSignalWeight[];
  secondStage?: LearnedSecondStage;
  comparison?: ModelComparison;
}

/**
 * Learns from the held-out window with the first fit: first what items' signals add to scores; then, with these, the second
 * stage and the comparison with the model that serves.
 */
export async function learnFromWindow(first: FirstFit, job: TrainingJob): Promise<LearnedFromWindow> {
  const { data, keep, recipe, secondStageRecipe, serving, place, run } = job;
  const { options, warn } = run;
  const { seed } = job.fitting;
  const { allowed, itemSignals, complete } = await completeFirstFit(first, job);
  const secondStage =
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
  if (secondStageRecipe && !secondStage)
    warn('too few sessions lie in the held-out window: no second stage is learned');
  const comparison =
    serving === undefined ? undefined : await compareWithServing(run.store, serving, data, keep, complete, seed, warn);
  return { itemSignals, secondStage, comparison };
}

/** The first fit with what it tells of items' signals, and the data that may be used. */
async function completeFirstFit(
  first: FirstFit,
  { data, keep, recipe, place, fitting }: TrainingJob,
): Promise<{ allowed: TrainingData; itemSignals?: ItemSignalWeight[]; complete: FirstFit }> {
  const allowed = { ...data, log: filterLog(data.log, keep) };
  const itemSignals = await itemSignalsOf(first, allowed, place.timeZone, recipe.minItemCount, fitting.seed);
  return itemSignals
    ? { allowed, itemSignals, complete: withItemSignals(first, itemSignals) }
    : { allowed, complete: first };
}

/**
 * Opens what the second stage of a model learned from, for a method that is compared with it. The first fit is read from the
 * folder of the model's run; without it, it is trained again. Undefined if the model has no second stage.
 * @param options Those of the training.
 */
export async function replaySecondStage<T>(
  options: TrainOptions,
  use: (window: Pick<SecondStageWindow, 'names' | 'replay'>) => Promise<T>,
): Promise<T | undefined> {
  const job = await prepareJob(await openRun(options));
  const { secondStageRecipe, recipe, place, fitting } = job;
  const first = secondStageRecipe && (await fitBeforeWindow(job));
  if (!first) return undefined;
  const { allowed: data, complete } = await completeFirstFit(first, job);
  const window = {
    data,
    first: complete,
    timeZone: place.timeZone,
    recipe: { ...secondStageRecipe, minItemCount: recipe.minItemCount },
    seed: fitting.seed,
    ...(options.signal ? { signal: options.signal } : {}),
  };
  return withSecondStageWindow(window, use);
}

const withItemSignals = (first: FirstFit, itemSignals: ItemSignalWeight[]): FirstFit => ({
  ...first,
  artifact: () => ({ ...first.artifact(), itemSignals }),
});
