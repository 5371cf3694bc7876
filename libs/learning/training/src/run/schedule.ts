import { oneCycle } from '@stars/model';
import type { TrainingRecipe } from '../recipe.js';

/** The steps of a fit, chosen before its first one. */
export interface Schedule {
  /** Steps of the learning rate's cycle. */
  cycleSteps: number;
  /** Steps for which δ is frozen. */
  frozenSteps: number;
  /** Steps of the first epoch, the unit between validations. */
  epochSteps: number;
  /** The fit ends after this many steps, if it is not stopped before. */
  steps: number;
}

/**
 * The recipe's own schedule: its epochs, or fewer steps if it limits them, with δ frozen for the same share of them.
 * @param share Share of that schedule: a search tries recipes on a part of their steps.
 */
export function scheduleOf(recipe: TrainingRecipe, epochSteps: number, share: number): Schedule {
  const { epochs, maxSteps, deltaFrozenEpochs } = recipe;
  const whole = epochSteps * epochs;
  const steps = Math.max(1, Math.ceil(share * Math.min(whole, maxSteps ?? whole)));
  const frozenSteps = Math.round((epochSteps * deltaFrozenEpochs * steps) / Math.max(1, whole));
  return { cycleSteps: steps, frozenSteps, epochSteps, steps };
}

/** The learning rates of a step, counted from 0: one cycle each, that of δ at 0 while it is frozen. */
export function ratesAt(
  step: number,
  { cycleSteps, frozenSteps }: Schedule,
  { learningRate, deltaLearningRate }: Pick<TrainingRecipe, 'learningRate' | 'deltaLearningRate'>,
): { rate: number; deltaRate: number } {
  const at = Math.min(step, cycleSteps - 1);
  return {
    rate: oneCycle(at, cycleSteps, learningRate),
    deltaRate: step < frozenSteps ? 0 : oneCycle(at, cycleSteps, deltaLearningRate),
  };
}
