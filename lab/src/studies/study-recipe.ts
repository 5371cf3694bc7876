import { type RecipeChanges, type TrainingRecipe, withChanges } from '@stars/training';

/**
 * What a training of a study is asked for: the changes, and no second stage. A window that is held out for the second stage alone
 * would only cost a second fit. It stays if there are context offsets, because the effects of items' signals are learned from it too.
 * @param chosen What is chosen for the data, without the changes.
 */
export function studyRecipe(chosen: TrainingRecipe, changes: RecipeChanges): RecipeChanges {
  const { parts, size, validation } = withChanges(chosen, changes);
  const hasOffsets = parts.context && (size.offsetBound ?? 0) > 0;
  const forSecondStage = validation?.every === 0 && !hasOffsets;
  return { ...changes, secondStage: undefined, ...(forSecondStage ? { validation: undefined } : {}) };
}
