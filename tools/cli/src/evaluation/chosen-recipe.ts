import type { TargetKind, TrainingData } from '@stars/features';
import { chooseRecipe, RECIPES, type TrainingRecipe } from '@stars/training';
import type { SizeName } from '../size-option.js';
import type { TrainingRequest } from '../train-model.js';

/** The size's recipe for a target, with the changes that a training on this data, without what is held out, would choose. */
export function chosenRecipe(
  data: TrainingData,
  { until, keep }: Pick<TrainingRequest, 'until' | 'keep'>,
  size: SizeName,
  target: TargetKind,
): TrainingRecipe {
  const rows = keep?.rows(data.log);
  const before = until ?? Number.POSITIVE_INFINITY;
  const used = (row: number, user: number): boolean => data.log.time[row]! < before && (rows?.(row, user) ?? true);
  return chooseRecipe(data, used, size, { ...RECIPES[size], target }, {}, before).recipe;
}
