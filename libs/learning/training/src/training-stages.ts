import { isStarsError } from '@stars/errors';
import type { TrainingData } from '@stars/features';
import type { ModelArtifact } from '@stars/inference';
import { type Parameters, tf } from '@stars/model';
import { artifactOf, manifestOf } from './artifact.js';
import { OpenHistories } from './data/open-histories.js';
import type { TrainingRecipe } from './recipe.js';
import { CheckpointFile } from './run/checkpoint.js';
import { fit, stageCheckpoint } from './run/fit.js';
import type { FitOptions, FitResult } from './run/fit-options.js';
import { checkShapes } from './run/fit-state.js';
import { loadParameters, type StoredParameters } from './run/stored-parameters.js';
import { type KeepHistories, planTraining, type TrainingPlan } from './training-plan.js';
import { validationSessions, validationStart } from './validation-window.js';
import { createValidator } from './validator.js';

/** A model that has not seen the held-out window, and the window. */
export interface FirstFit {
  /** Those of the best validation. Disposed when the callback is done. */
  parameters: Parameters;
  /** The same as a model folder's content, for `StarsModel.create`; without popularity. A new one at each call. */
  artifact: () => ModelArtifact;
  /** What it was trained on: everything before `validationFrom`. */
  plan: TrainingPlan;
  /** ms */
  validationFrom: number;
}

export interface StagesOptions
  extends Pick<FitOptions, 'seed' | 'folder' | 'checkpoints' | 'now' | 'onWarning' | 'onProgress'> {
  place: { timeZone: string; country: string };
  signal?: AbortSignal;
  /** Called where the recipe holds a window out, before the refit; again, with the same, where a refit is resumed. */
  onFirstFit?: (fit: FirstFit) => Promise<void>;
}

export interface StagesResult {
  plan: TrainingPlan;
  fit: FitResult;
  /** Where a window was held out: what the first fit found. */
  validation?: { from: number; best: number; steps: number; bestStep: number };
}

type Keep = (row: number, user: number) => boolean;
type Fitted = Omit<FitResult, 'parameters'>;

const fittedCheckpoint = (folder: string) => new CheckpointFile<Fitted>(folder, 'fitted');

/** Checkpoints of a run that is done. */
export async function removeCheckpoints(folder: string): Promise<void> {
  for (const checkpoint of [
    stageCheckpoint(folder, 'fit'),
    stageCheckpoint(folder, 'refit'),
    fittedCheckpoint(folder),
  ]) {
    await checkpoint.remove();
  }
}

/** One fit on everything; or, where the recipe validates, a fit without the window and then one on everything. */
export async function trainInStages(
  data: TrainingData,
  recipe: TrainingRecipe,
  keep: Keep,
  options: StagesOptions,
): Promise<StagesResult> {
  const files = new OpenHistories(options.folder);
  try {
    return await stagesWith(data, recipe, keep, options, files.keep);
  } finally {
    files.remove();
  }
}

async function stagesWith(
  data: TrainingData,
  recipe: TrainingRecipe,
  keep: Keep,
  options: StagesOptions,
  keepHistories: KeepHistories,
): Promise<StagesResult> {
  const held = recipe.validation && holdOut(data, recipe, keep, { ...options, keepHistories });
  if (!held) {
    const plan = planTraining(data, recipe, options.place, keep, keepHistories);
    return { plan, fit: await fit(plan, recipe, { ...options, stage: 'fit' }) };
  }
  const first = await firstFit(data, recipe, held, options);
  const validation = { from: held.from, best: first.best!, steps: first.steps, bestStep: first.bestStep };
  if (options.onFirstFit) await tellFirstFit(data, recipe, held, first.parameters, options.onFirstFit);
  if (!recipe.validation!.refit) return { plan: held.plan, fit: first, validation };
  const plan = planTraining(data, recipe, options.place, keep, keepHistories);
  // A window that was only held out has chosen no number of steps: everything is trained by the recipe's own epochs.
  const chosen = recipe.validation!.every > 0 ? { schedule: { ...first.schedule, steps: first.bestStep } } : {};
  return { plan, fit: await fit(plan, recipe, { ...options, stage: 'refit', ...chosen }), validation };
}

export interface HeldOut {
  from: number;
  plan: TrainingPlan;
  sessions: ReturnType<typeof validationSessions>;
}

/**
 * Sets the end of the log apart as `recipe.validation` says, and plans a fit without it. Undefined, with a warning, where
 * the log is too short to hold anything out.
 */
export function holdOut(
  data: TrainingData,
  recipe: TrainingRecipe,
  keep: Keep,
  options: Pick<StagesOptions, 'place' | 'seed' | 'onWarning'> & { keepHistories?: KeepHistories },
): HeldOut | undefined {
  const validation = recipe.validation!;
  const from = validationStart(data.log, keep, validation);
  let plan: TrainingPlan;
  try {
    const before: Keep = (row, user) => data.log.time[row]! < from && keep(row, user);
    plan = planTraining(data, recipe, options.place, before, options.keepHistories);
  } catch (error) {
    if (!isStarsError(error) || error.code !== 'STARS_NOT_ENOUGH_DATA') throw error;
    options.onWarning(`nothing is validated: ${error.message}`);
    return undefined;
  }
  const itemRow = new Map(plan.items.ids.map((id, row) => [id, row]));
  const sessions = validationSessions(data.log, keep, from, itemRow, {
    users: validation.users,
    seed: options.seed,
    limit: plan.config.maxLength,
  });
  if (sessions.length > 0) return { from, plan, sessions };
  options.onWarning('nothing is validated: no user has events both before and in the last part of the log');
  return undefined;
}

/** The first fit, or its result where it is done already. */
async function firstFit(
  data: TrainingData,
  recipe: TrainingRecipe,
  held: HeldOut,
  options: StagesOptions,
): Promise<FitResult> {
  const { plan } = held;
  const done = fittedCheckpoint(options.folder);
  try {
    const found = await done.load();
    if (found) {
      checkShapes(plan.config, found.tensors as StoredParameters);
      return { ...found.state, parameters: found.tensors as StoredParameters };
    }
  } catch (error) {
    if (!isStarsError(error) || error.code !== 'STARS_MODEL_CORRUPT') throw error;
    options.onWarning(`${error.message}; the fit starts over`);
  }
  const validation = recipe.validation!;
  const measure = validatorOf(data, recipe, held);
  const result = await fit(plan, recipe, {
    ...options,
    stage: 'fit',
    validation: { recipe: validation, measure },
    laterSteps: ({ steps }) => (validation.refit ? steps : 0),
  });
  const { parameters, ...state } = result;
  try {
    await done.save('best', state, parameters);
    await stageCheckpoint(options.folder, 'fit').remove();
  } catch (error) {
    if (!isStarsError(error) || error.code !== 'STARS_DISK_FULL') throw error;
    options.onWarning(`the first fit is not kept: ${error.message}; training goes on`);
  }
  return result;
}

/** Measures parameters of the held-out plan on the window. */
export const validatorOf = (data: TrainingData, recipe: TrainingRecipe, { plan, sessions }: HeldOut) =>
  createValidator(data, plan, sessions, (weights) => temporaryArtifact(data, recipe, plan, weights));

async function tellFirstFit(
  data: TrainingData,
  recipe: TrainingRecipe,
  { plan, from }: HeldOut,
  stored: StoredParameters,
  tell: NonNullable<StagesOptions['onFirstFit']>,
): Promise<void> {
  const parameters = loadParameters(stored);
  try {
    const artifact = () => temporaryArtifact(data, recipe, plan, new Map(stored));
    await tell({ parameters, artifact, plan, validationFrom: from });
  } finally {
    tf.dispose([...parameters.values()]);
  }
}

/** A model folder's content that is never stored. */
function temporaryArtifact(
  data: TrainingData,
  recipe: TrainingRecipe,
  plan: TrainingPlan,
  weights: StoredParameters,
): ModelArtifact {
  const identity = { version: 'unpublished', tenant: '', created: 0 };
  return {
    ...artifactOf(plan, data, recipe, weights, { global: [], byRegion: {} }),
    manifest: { ...manifestOf(identity, data, plan, {}), files: [], config: { ...plan.config } },
  };
}
