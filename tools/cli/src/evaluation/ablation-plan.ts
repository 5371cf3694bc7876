import { createHash } from 'node:crypto';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import type { TrainingRecipe } from '@stars/training';
import type { DataFolder } from '../data-folder.js';
import type { SizeName } from '../size-option.js';
import { readStored, store } from '../stored.js';
import type { TrainingRequest } from '../train-model.js';
import { type PartVariant, partsOf, TABLE_3 } from './part-variants.js';
import type { EvaluationRun } from './run-folder.js';

/** How all variants are trained. It is chosen before the first one and kept, so that a run that was killed goes on alike. */
export interface AblationPlan {
  size: SizeName;
  seed: number;
  budgetMinutes: number;
  /** Steps of each variant: as many as fit the budget at the speed of the full model, at most those of the recipe. */
  steps: number;
  stepSeconds: number;
}

/** Most minutes of one variant. */
export const MOST_MINUTES = 12;
const FEWEST_MINUTES = 0.1;
/** A reserve: speed varies, and the last checkpoint and storing the model take time. */
const TRAINING_SHARE = 0.9;
/** Long enough for the speed to settle. */
const TRIAL_STEPS = 24;

/** What a training took. */
export interface TimedTraining {
  version: string;
  /** Time of one step, and of everything before the first one. */
  stepSeconds: number;
  startSeconds: number;
}

export interface AblationPlanOptions {
  size: SizeName;
  seed: number;
  /** Recipe of the full model, as it is chosen for this data. */
  recipe: TrainingRecipe;
  /** Budget of the whole evaluation. Another budget is another plan. */
  budgetMinutes: number;
  /** What is left of it for all variants together. Each variant ranks for `rankMinutes`. */
  leftMinutes: number;
  rankMinutes: number;
}

function planPath(run: EvaluationRun, { size, seed, recipe, budgetMinutes }: AblationPlanOptions): string {
  const inputs = JSON.stringify([size, seed, recipe, budgetMinutes]);
  return join(run.folder, `ablations-${createHash('sha256').update(inputs).digest('hex').slice(0, 12)}.json`);
}

/**
 * The plan that an earlier run chose, or a new one. For a new plan, a short trial of the full model measures the time of a
 * step. The variants share what is left of the budget, which gives the number of steps.
 */
export async function ablationPlan(
  folder: DataFolder,
  run: EvaluationRun,
  options: AblationPlanOptions,
  train: (request: TrainingRequest) => Promise<TimedTraining>,
): Promise<AblationPlan> {
  const { size, seed, recipe } = options;
  const path = planPath(run, options);
  const known = readStored<AblationPlan>(path);
  if (known) return known;
  const trial = await train(ablationRequest(recipe, { size, seed, steps: TRIAL_STEPS }, TABLE_3[0]!));
  for (const place of [folder.models, join(folder.root, 'runs')]) {
    rmSync(join(place, trial.version), { recursive: true, force: true });
  }
  const share = options.leftMinutes / TABLE_3.length - options.rankMinutes - trial.startSeconds / 60;
  const budgetMinutes = Math.round(10 * Math.min(MOST_MINUTES, Math.max(FEWEST_MINUTES, share))) / 10;
  const fit = Math.floor((budgetMinutes * 60 * TRAINING_SHARE) / trial.stepSeconds);
  const plan = { size, seed, budgetMinutes, steps: Math.max(1, fit), stepSeconds: trial.stepSeconds };
  store(path, plan);
  return plan;
}

/** A training of one variant: the size's recipe without a part, without prior and early stop, at most so many steps. */
export function ablationRequest(
  recipe: TrainingRecipe,
  { size, seed, steps }: Pick<AblationPlan, 'size' | 'seed' | 'steps'>,
  variant: PartVariant,
): TrainingRequest {
  return {
    size,
    seed,
    publish: false,
    recipe: {
      size: { ...recipe.size, priorWeight: 0 },
      parts: partsOf(recipe.parts, variant),
      maxSteps: steps,
      validation: undefined,
    },
  };
}
