export { checkRecipe } from './check-recipe.js';
export { RECIPES, type TrainingRecipe } from './recipe.js';
export type { CheckpointInterval, StepProgress } from './run/fit-options.js';
export { type SearchOptions, type SearchProgress, type SearchReport, searchRecipes } from './search/search-recipes.js';
export { checkSpace, DEFAULT_SPACE, type SearchSpace } from './search/search-space.js';
export type { TrialResult } from './search/trials-file.js';
export { type TrainOptions, type TrainProgress, type TrainReport, train } from './train.js';
export type { FirstFit } from './training-stages.js';
export { VALIDATION_DEFAULTS, type ValidationRecipe } from './validation-recipe.js';
