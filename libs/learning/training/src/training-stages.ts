import { isStarsError } from '@stars/errors';
import type { TrainingData } from '@stars/features';
import type { ModelArtifact } from '@stars/inference';
import { unpublishedArtifact } from './artifact.js';
import { type HeldOut, holdOut, validatorOf } from './held-out-window.js';
import type { TrainingRecipe } from './recipe.js';
import { CheckpointFile } from './run/checkpoint.js';
import { fit, stageCheckpoint } from './run/fit.js';
import type { FitOptions, FitResult } from './run/fit-options.js';
import { checkShapes } from './run/fit-state.js';
import type { StoredParameters } from './run/stored-parameters.js';
import { type KeepRow, planTraining, type TrainingPlan } from './training-plan.js';

/** What both fits of a training share. */
export interface FitJob {
  data: TrainingData;
  recipe: TrainingRecipe;
  keep: KeepRow;
  place: { timeZone: string; country: string };
  fitting: Pick<FitOptions, 'seed' | 'folder' | 'checkpoints' | 'onWarning' | 'onProgress' | 'signal'>;
}

/** A model that has not seen the held-out window, and the window. */
export interface FirstFit {
  fit: FitResult;
  /** Its best parameters as an artifact for `StarsModel.create`; without popularity. Each call makes a new one. */
  artifact: () => ModelArtifact;
  /** Its plan on everything before `validationFrom`. */
  plan: TrainingPlan;
  /** ms */
  validationFrom: number;
}

/** The fit whose parameters are published. */
export interface FinalFit {
  plan: TrainingPlan;
  fit: FitResult;
  /** What the first fit found, as figures of a manifest; absent if no window was held out. */
  validation?: Record<`validation_${'ndcg' | 'from' | 'steps' | 'best_step'}`, number>;
}

type Fitted = Omit<FitResult, 'parameters'>;

const fittedCheckpoint = (folder: string) => new CheckpointFile<Fitted>(folder, 'fitted');

/**
 * Removes the checkpoints of a run that is done.
 * @param keepFirst Whether the first fit stays: an evaluation replays with it what the second stage learned from.
 */
export async function removeCheckpoints(folder: string, keepFirst = false): Promise<void> {
  await stageCheckpoint(folder, 'fit').remove();
  await stageCheckpoint(folder, 'refit').remove();
  if (!keepFirst) await fittedCheckpoint(folder).remove();
}

/**
 * The fit without the held-out window, or its stored result if the run's folder has one. Undefined if the recipe holds
 * nothing out, or, with a warning, if the log is too short for it.
 */
export async function fitBeforeWindow(job: FitJob): Promise<FirstFit | undefined> {
  const { data, recipe, keep, place, fitting } = job;
  const { seed, onWarning } = fitting;
  const held = recipe.validation && holdOut(data, recipe, keep, { place, seed, onWarning });
  if (!held) return undefined;
  const { plan, from } = held;
  const result = (await storedFit(plan, fitting)) ?? (await fitAndKeep(job, held));
  const artifact = () => unpublishedArtifact(data, recipe, plan, new Map(result.parameters));
  return { fit: result, artifact, plan, validationFrom: from };
}

/** The fit on everything; if the recipe does not fit again, the first fit is the final one. */
export async function fitOnEverything(
  { data, recipe, keep, place, fitting }: FitJob,
  first: FirstFit | undefined,
): Promise<FinalFit> {
  if (!first) {
    const plan = planTraining(data, recipe, place, keep);
    return { plan, fit: await fit(plan, recipe, { ...fitting, stage: 'fit' }) };
  }
  const { schedule, steps, bestStep, best } = first.fit;
  const validation = {
    ...{ validation_ndcg: best!, validation_from: first.validationFrom },
    ...{ validation_steps: steps, validation_best_step: bestStep },
  };
  if (!recipe.validation!.refit) return { plan: first.plan, fit: first.fit, validation };
  const plan = planTraining(data, recipe, place, keep);
  // A window that was only held out chose no number of steps: the recipe's own epochs apply.
  const chosen = recipe.validation!.every > 0 ? { schedule: { ...schedule, steps: bestStep } } : {};
  return { plan, fit: await fit(plan, recipe, { ...fitting, stage: 'refit', ...chosen }), validation };
}

/** The stored first fit of a run that was interrupted after it. */
async function storedFit(
  plan: TrainingPlan,
  { folder, onWarning }: Pick<FitOptions, 'folder' | 'onWarning'>,
): Promise<FitResult | undefined> {
  try {
    const found = await fittedCheckpoint(folder).load();
    if (!found) return undefined;
    const parameters: StoredParameters = found.tensors;
    checkShapes(plan.config, parameters);
    return { ...found.state, parameters };
  } catch (error) {
    if (!isStarsError(error) || error.code !== 'STARS_MODEL_CORRUPT') throw error;
    onWarning(`${error.message}; the fit starts over`);
    return undefined;
  }
}

async function fitAndKeep({ data, recipe, fitting }: FitJob, held: HeldOut): Promise<FitResult> {
  const validation = recipe.validation!;
  const result = await fit(held.plan, recipe, {
    ...fitting,
    stage: 'fit',
    validation: { recipe: validation, measure: validatorOf(data, recipe, held) },
  });
  const { parameters, ...state } = result;
  try {
    await fittedCheckpoint(fitting.folder).save(state, parameters);
    await stageCheckpoint(fitting.folder, 'fit').remove();
  } catch (error) {
    if (!isStarsError(error) || error.code !== 'STARS_DISK_FULL') throw error;
    fitting.onWarning(`the first fit is not kept: ${error.message}; training goes on`);
  }
  return result;
}
