import { checkRecipe, type TrainingRecipe } from '@stars/training';
import type { SizeName } from '../size-option.js';
import type { RecipeChanges } from './studies.js';

/** Groups of a recipe of which a change names single fields. */
const GROUPS = ['size', 'parts', 'kindWeights', 'validation'] as const;

/**
 * What a training of a study is asked for: the recipe that was chosen for the data, with the changes, and without a second stage.
 * A window that is held out for the second stage alone would only cost a second fit. It stays if there are context offsets, because
 * the effects of items' signals are learned from it too.
 * Errors: `STARS_CONFIG_INVALID`.
 */
export function studyRecipe(size: SizeName, chosen: TrainingRecipe, changes: RecipeChanges): Partial<TrainingRecipe> {
  checkRecipe(size, changes);
  const groups = Object.fromEntries(
    GROUPS.filter((group) => changes[group] !== undefined).map((group) => [
      group,
      { ...chosen[group], ...(changes[group] as object) },
    ]),
  );
  const asked: Partial<TrainingRecipe> = { ...changes, ...groups };
  const whole = { ...chosen, ...asked };
  const hasOffsets = whole.parts.context && (whole.size.offsetBound ?? 0) > 0;
  const forSecondStage = whole.validation?.every === 0 && !hasOffsets;
  return { ...asked, joint: undefined, ...(forSecondStage ? { validation: undefined } : {}) };
}
