export { RECIPES, type TrainingRecipe } from './recipe.js';
export { type TrainOptions, type TrainProgress, type TrainReport, train } from './train.js';
