import type { Parameters } from '@stars/model';
import type { ValidationRecipe } from '../validation-recipe.js';
import type { Schedule } from './schedule.js';
import type { StoredParameters } from './stored-parameters.js';

/** What a validation measures; the names stand in the curves as `validation_ndcg` and `validation_loss`. */
export interface ValidationValues {
  ndcg: number;
  loss: number;
}

export interface StepProgress {
  /** `fit` finds the number of steps where there is a validation, `refit` trains on everything for as many. */
  stage: 'fit' | 'refit';
  /** Steps done, and of the stage at most. */
  step: number;
  steps: number;
  epoch: number;
  /** Mean of L_next since the last report. */
  loss: number;
  /** The validation metric so far: its last value, and its best. */
  validation?: { last: number; best: number };
  /** Until the end of all stages, validations included. */
  etaMs: number;
}

/** When checkpoints are written: after so much time, and after every so many steps. */
export interface CheckpointInterval {
  everyMs: number;
  everySteps?: number;
}

export interface FitOptions {
  stage: 'fit' | 'refit';
  seed: number;
  /** Of the run. */
  folder: string;
  checkpoints: CheckpointInterval;
  /** Where another stage chose it; else the recipe's epochs over this plan's data. */
  schedule?: Schedule;
  /** Of the recipe's own schedule, in (0, 1]: a shorter cycle of the same form. */
  scheduleShare?: number;
  validation?: { recipe: ValidationRecipe; measure: (parameters: Parameters) => Promise<ValidationValues> };
  /** Steps that follow this stage, for the time left. */
  laterSteps?: (schedule: Schedule) => number;
  onProgress: (progress: StepProgress) => void;
  onWarning: (message: string) => void;
  now: () => number;
  signal?: AbortSignal;
}

export interface FitResult {
  /** Those of the best validation where there was one, else the last. Outside of TensorFlow. */
  parameters: StoredParameters;
  /** Means over the last epoch (or its part) of what a step reports. */
  means: Record<string, number>;
  /** Done, and those behind `parameters`. */
  steps: number;
  bestStep: number;
  schedule: Schedule;
  /** The metric at `bestStep`, where there was a validation. */
  best?: number;
}
