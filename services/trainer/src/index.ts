export { RECIPES, type TrainingRecipe } from './recipe.js';
export type { CheckpointInterval, StepProgress } from './run/fit-options.js';
export { type TrainOptions, type TrainProgress, type TrainReport, train } from './train.js';
export type { FirstFit } from './training-stages.js';
export { VALIDATION_DEFAULTS, type ValidationRecipe } from './validation-recipe.js';
