import { isStarsError } from '@stars/errors';
import { basketRules, type TrainingData } from '@stars/features';
import type { Parameters } from '@stars/model';
import { unpublishedArtifact } from './artifact.js';
import type { TrainingRecipe } from './recipe.js';
import type { ValidationValues } from './run/fit-options.js';
import { storeParameters } from './run/stored-parameters.js';
import { type KeepRow, planTraining, type TrainingPlan } from './training-plan.js';
import { validationSessions, validationStart } from './validation-window.js';
import { measureSessions } from './validator.js';

/** The end of a log that a first fit does not see. */
export interface HeldOut {
  /** Its begin, ms. */
  from: number;
  /** Plan of a fit on the data before it. */
  plan: TrainingPlan;
  sessions: ReturnType<typeof validationSessions>;
}

/**
 * Holds out the end of the log as `recipe.validation` says, and plans a fit without it. Undefined, with a warning, if the
 * log is too short to hold anything out, or if nobody has two baskets before it: a second stage must not learn how little
 * the scores of an untrained model say.
 */
export function holdOut(
  data: TrainingData,
  recipe: TrainingRecipe,
  keep: KeepRow,
  options: {
    place: { timeZone: string; country: string };
    seed: number;
    onWarning: (message: string) => void;
  },
): HeldOut | undefined {
  const validation = recipe.validation!;
  const from = validationStart(data.log, keep, validation);
  let plan: TrainingPlan;
  try {
    const before: KeepRow = (row, user) => data.log.time[row]! < from && keep(row, user);
    plan = planTraining(data, recipe, options.place, before);
  } catch (error) {
    if (!isStarsError(error) || error.code !== 'STARS_NOT_ENOUGH_DATA') throw error;
    options.onWarning(`nothing is validated: ${error.message}`);
    return undefined;
  }
  if (!plan.batches.predictsNext) {
    options.onWarning('nothing is validated: before the last part of the log, no user has two baskets');
    return undefined;
  }
  const itemRow = new Map(plan.items.ids.map((id, row) => [id, row]));
  const sessions = validationSessions(data.log, keep, from, itemRow, {
    users: validation.users,
    seed: options.seed,
    limit: plan.config.maxLength,
    baskets: basketRules(plan.spec),
  });
  if (sessions.length > 0) return { from, plan, sessions };
  options.onWarning('nothing is validated: no user has events both before and in the last part of the log');
  return undefined;
}

/** Measures parameters of the held-out plan on the window, with the code that serves. */
export const validatorOf =
  (data: TrainingData, recipe: TrainingRecipe, { plan, sessions }: HeldOut) =>
  (parameters: Parameters): Promise<ValidationValues> => {
    const artifact = unpublishedArtifact(data, recipe, plan, storeParameters(plan.config, parameters));
    return measureSessions(artifact, data, plan.items.ids, sessions);
  };
