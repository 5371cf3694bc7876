import type { InteractionLog, TargetKind, TrainingData } from '@stars/features';
import { chooseRecipe, chosenTarget, RECIPES, type TrainingRecipe } from '@stars/training';
import type { SizeName } from '../size-option.js';
import type { TrainingRequest } from '../train-model.js';

type HeldOut = Pick<TrainingRequest, 'until' | 'keep'>;

/** The size's recipe for a target, with the changes that a training on this data, without what is held out, would choose. */
export function chosenRecipe(data: TrainingData, held: HeldOut, size: SizeName, target: TargetKind): TrainingRecipe {
  const before = held.until ?? Number.POSITIVE_INFINITY;
  return chooseRecipe(data, notHeldOut(data.log, held), size, { ...RECIPES[size], target }, {}, before).recipe;
}

/**
 * What a training without the held-out rows has to be told, so that it has this target: nothing if it chooses it itself. Its model
 * is then the one that `./stars train` makes of the same rows, and need not be made twice.
 */
export const toldTarget = (log: InteractionLog, held: HeldOut, target: TargetKind): { target?: TargetKind } =>
  chosenTarget({ log }, notHeldOut(log, held)).kind === target ? {} : { target };

function notHeldOut(log: InteractionLog, { until, keep }: HeldOut): (row: number, user: number) => boolean {
  const rows = keep?.rows(log);
  const before = until ?? Number.POSITIVE_INFINITY;
  return (row, user) => log.time[row]! < before && (rows?.(row, user) ?? true);
}
