import type { TrainingRecipe } from './recipe.js';
import { SECOND_STAGE_DEFAULTS } from './second-stage/second-stage-recipe.js';
import { VALIDATION_DEFAULTS } from './validation-recipe.js';

/** Groups of a recipe's fields. */
export const RECIPE_GROUPS = ['size', 'parts', 'kindWeights', 'validation', 'secondStage'] as const;
type Group = (typeof RECIPE_GROUPS)[number];

/** Groups that a recipe can lack: what a change of one field switches on. */
const SWITCHED_ON: { [K in Group]?: TrainingRecipe[K] } = {
  validation: VALIDATION_DEFAULTS,
  secondStage: SECOND_STAGE_DEFAULTS,
};

/** Differences from a recipe: any of its fields, and single fields of its groups. `undefined` switches `validation` or `secondStage` off. */
export type RecipeChanges = Omit<Partial<TrainingRecipe>, Group> & {
  [K in Group]?: Partial<NonNullable<TrainingRecipe[K]>> | undefined;
};

/** The recipe with the changes. A change of one field of a group leaves the group's other fields as they are. */
export function withChanges(recipe: TrainingRecipe, changes: RecipeChanges): TrainingRecipe {
  const changed: Record<string, unknown> = { ...recipe, ...changes };
  for (const group of RECIPE_GROUPS) {
    const fields = changes[group];
    if (fields !== undefined) changed[group] = { ...(recipe[group] ?? SWITCHED_ON[group]), ...fields };
  }
  return changed as unknown as TrainingRecipe;
}
