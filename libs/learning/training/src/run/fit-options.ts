import type { Parameters } from '@stars/model';
import type { ValidationRecipe } from '../validation-recipe.js';
import type { Schedule } from './schedule.js';
import type { StoredParameters } from './stored-parameters.js';

/** What a validation measures; in the curves `validation_ndcg` and `validation_loss`. */
export interface ValidationValues {
  ndcg: number;
  loss: number;
}

export interface StepProgress {
  /** `fit` finds the number of steps if there is a validation; `refit` trains on everything for as many. */
  stage: 'fit' | 'refit';
  /** Steps done, and most steps of the stage. */
  step: number;
  steps: number;
  epoch: number;
  /** Mean of L_next since the last report. */
  loss: number;
  /** NDCG of the validations so far: the last, and the best. */
  validation?: { last: number; best: number };
}

/** When checkpoints are written: after this time, and after this many steps. */
export interface CheckpointInterval {
  everyMs: number;
  everySteps?: number;
}

export interface FitOptions {
  stage: 'fit' | 'refit';
  seed: number;
  /** The run's. */
  folder: string;
  checkpoints: CheckpointInterval;
  /** Set if another stage chose it; else the recipe's epochs over this plan's data. */
  schedule?: Schedule;
  /** Share of the recipe's schedule, in (0, 1]: a shorter cycle of the same form. */
  scheduleShare?: number;
  validation?: { recipe: ValidationRecipe; measure: (parameters: Parameters) => Promise<ValidationValues> };
  onProgress: (progress: StepProgress) => void;
  onWarning: (message: string) => void;
  signal?: AbortSignal;
}

export interface FitResult {
  /** Those of the best validation if there was one, else the last. Outside of TensorFlow. */
  parameters: StoredParameters;
  /** Means over the last epoch (or its part) of what a step reports. */
  means: Record<string, number>;
  /** Steps done, and the step of `parameters`. */
  steps: number;
  bestStep: number;
  schedule: Schedule;
  /** NDCG at `bestStep`, if there was a validation. */
  best?: number;
}
