import { ADAMW_DEFAULTS, type Parameters, type StarsConfig, StarsTrainer } from '@stars/model';
import { objectiveOf, type TrainingRecipe } from './recipe.js';

/** A trainer with the recipe's settings. */
export function createTrainer(
  config: StarsConfig,
  parameters: Parameters,
  recipe: TrainingRecipe,
  seed: number,
): StarsTrainer {
  const adamw = { ...ADAMW_DEFAULTS, weightDecay: recipe.weightDecay };
  return new StarsTrainer(config, parameters, objectiveOf(recipe), seed, adamw);
}
