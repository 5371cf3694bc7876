import { chooseTargetKind, countKinds, type InteractionLog, type TargetChoice } from '@stars/features';
import type { DataFolder } from '../data-folder.js';
import { readSettings } from '../settings.js';
import type { TrainingRequest } from '../train-model.js';
import type { EvaluationRequest } from './prepared.js';

/** What is evaluated, as far as it says which kind of event counts. */
export interface TargetQuestion extends Pick<EvaluationRequest, 'target' | 'servedTarget'> {
  training: Pick<TrainingRequest, 'recipe'>;
}

/** The target that somebody asked for; undefined: the data decides. */
export function askedTarget(
  folder: DataFolder,
  { target, training, servedTarget }: TargetQuestion,
): TargetChoice | undefined {
  if (target) return { kind: target, why: `Target: ${target}, as --target says.` };
  const ofRecipe = training.recipe?.target ?? servedTarget;
  if (ofRecipe) return { kind: ofRecipe, why: `Target: ${ofRecipe}, as in the model's recipe.` };
  const set = readSettings(folder).target;
  return set && { kind: set, why: `Target: ${set}, as in the settings of the data folder.` };
}

/** The target that somebody asked for or, if nobody did, the one that the log suggests. */
export const targetOf = (folder: DataFolder, question: TargetQuestion, log: InteractionLog): TargetChoice =>
  askedTarget(folder, question) ?? chooseTargetKind(countKinds(log));
