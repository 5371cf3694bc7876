import type { ModelComparison } from '@stars/contracts';
import { filterLog, type TrainingData } from '@stars/features';
import { type ItemSignalWeight, REPEAT_SHARE } from '@stars/inference';
import type { EvaluationSession } from '@stars/replay';
import { compareWithServing, openRival } from './compare-with-serving.js';
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
 * stage. Some sessions are left out, to compare the model on them with the one that serves.
 */
export async function learnFromWindow(first: FirstFit, job: TrainingJob): Promise<LearnedFromWindow> {
  const { recipe, secondStageRecipe, serving, place, shape, run } = job;
  const { options, warn } = run;
  const { seed } = job.fitting;
  const { minItemCount } = recipe;
  const { timeZone } = place;
  const { allowed, itemSignals, complete } = await completeFirstFit(first, job);
  const learns = secondStageRecipe !== undefined;
  const search = { data: allowed, first, timeZone, minItemCount, learns, seed, clock: run.clock, onWarning: warn };
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

const SIMPLE =
  'the held-out window has too few sessions to teach a network: a simple score of own purchases and popularity ranks';

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
  if (!learned) warn('the held-out window has no session: no second stage is learned');
  if (learned?.trust.all === 0) warn(SIMPLE);
  return learned;
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
  use: (window: SecondStageWindow, job: TrainingJob) => Promise<T>,
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
  return withSecondStageWindow(window, (opened) => use(opened, job));
}

const withItemSignals = (first: FirstFit, itemSignals: ItemSignalWeight[]): FirstFit => ({
  ...first,
  artifact: () => ({ ...first.artifact(), itemSignals }),
});
