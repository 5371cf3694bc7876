import {
  type FeatureSpec,
  type InteractionLog,
  isTargetType,
  itemTables,
  SideEncoder,
  type TrainingBatches,
  type TrainingData,
  UserFeatureEncoder,
} from '@stars/features';
import type { ModelArtifact } from '@stars/inference';
import { logPopularity, priorTrains, type StarsConfig } from '@stars/model';
import { learnedRows } from '../learned-session-log.js';
import type { TrainingRecipe } from '../recipe.js';
import { trainingBatches } from '../training-plan.js';

/** Training steps for an existing model: its items, its inputs and those of the new signals. */
export function adoptionBatches(
  base: ModelArtifact,
  { config, spec }: { config: StarsConfig; spec: FeatureSpec },
  data: TrainingData,
  log: InteractionLog,
  recipe: TrainingRecipe,
): TrainingBatches {
  const { itemIds: ids, reduction } = base;
  const itemRow = learnedRows(log, ids);
  const targets = new Uint32Array(ids.length);
  log.item.forEach((item, row) => {
    if (itemRow[item]! >= 0 && isTargetType(spec.target, log.type[row]!)) targets[itemRow[item]!]!++;
  });
  const training = priorTrains(config)
    ? logPopularity(targets).map((logP) => logP * config.priorWeight)
    : new Float32Array(ids.length);
  const source = {
    ...{ data, log, spec, config, itemRow },
    // The model's training decided which items have a δ.
    items: itemTables({ ids, counts: Uint32Array.from(base.hasDelta), targets }, data.items, base.spec.tags, reduction),
    encoders: { side: new SideEncoder(spec, data.timeline), user: new UserFeatureEncoder(spec) },
  };
  return trainingBatches(
    source,
    { ...recipe, cuts: 1, horizonDays: 1, deltaMinCount: 1, hardNegatives: 0 },
    { training },
  );
}
