import { chooseTargetKind, countKinds, filterLog, type TargetChoice, type TrainingData } from '@stars/features';
import type { SizeName } from '@stars/model';
import type { TrainingRecipe } from '../recipe.js';
import { type RecipeChanges, withChanges } from '../recipe-changes.js';
import type { KeepRow } from '../training-plan.js';
import { chooseDefaults } from './choose-defaults.js';
import { type DataShape, shapeOf } from './data-shape.js';

/** The recipe for a log: of its size, with what was chosen for the data, and on top of that what was asked for. */
export interface ChosenRecipe {
  recipe: TrainingRecipe;
  shape: DataShape;
  /** What was chosen and why, for a person: first the target. */
  why: string;
}

/**
 * Chooses the target kind and the rest of the recipe by the rows that `keep` allows.
 * @param base Of the size, with everything that was asked for. @param asked What was asked for: it overrides what is chosen.
 * @param before ms; signals that began at or after it are not counted.
 */
export function chooseRecipe(
  data: Pick<TrainingData, 'log' | 'items' | 'timeline'>,
  keep: KeepRow,
  size: SizeName,
  base: TrainingRecipe,
  asked: RecipeChanges = {},
  before = Number.POSITIVE_INFINITY,
): ChosenRecipe {
  const target = base.target
    ? { kind: base.target, why: `Target: ${base.target}, as asked.` }
    : chosenTarget(data, keep);
  const shape = shapeOf(data, keep, before, target.kind);
  const { recipe, why } = chooseDefaults(shape, size, { ...base, target: target.kind });
  return {
    recipe: { ...withChanges({ ...base, ...recipe }, asked), target: target.kind },
    shape,
    why: [target.why, why].filter(Boolean).join(' '),
  };
}

/** The target of a training on the rows that `keep` allows, if nobody asked for another. */
export const chosenTarget = ({ log }: Pick<TrainingData, 'log'>, keep: KeepRow): TargetChoice =>
  chooseTargetKind(countKinds(filterLog(log, keep)));
