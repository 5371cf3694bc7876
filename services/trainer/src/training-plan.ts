import { StarsError } from '@stars/errors';
import {
  buildLearnedItems,
  CandidateSampler,
  type FeatureSpec,
  filterLog,
  fitFeatureSpec,
  type InteractionLog,
  type LearnedItems,
  learnedItemIds,
  MemoryHistories,
  SideEncoder,
  TrainingBatches,
  type TrainingData,
  UserFeatureEncoder,
} from '@stars/features';
import { checkConfig, logPopularity, type StarsConfig } from '@stars/model';
import type { TrainingRecipe } from './recipe.js';

/** Everything a run needs before its first step. */
export interface TrainingPlan {
  log: InteractionLog;
  spec: FeatureSpec;
  items: LearnedItems;
  config: StarsConfig;
  batches: TrainingBatches;
}

/**
 * Chooses inputs and vocabulary from the rows that may be looked at.
 * Errors: `STARS_NOT_ENOUGH_DATA`.
 */
export function planTraining(
  data: TrainingData,
  recipe: TrainingRecipe,
  place: { timeZone: string; country: string },
  keep: (row: number, user: number) => boolean,
): TrainingPlan {
  const log = filterLog(data.log, keep);
  const chosen = learnedItemIds(log, data.items, recipe.minItemCount);
  if (chosen.ids.length < 2) {
    throw new StarsError(
      'STARS_NOT_ENOUGH_DATA',
      `${log.item.length} interactions leave ${chosen.ids.length} items with ${recipe.minItemCount} or more and with a catalogue entry; at least 2 are needed`,
    );
  }
  const spec = fitFeatureSpec(data, log, place);
  const items = buildLearnedItems(chosen, data.items, spec.tags, recipe.size.contentWidth);
  const side = new SideEncoder(spec, data.timeline);
  const user = new UserFeatureEncoder(spec);
  const config = checkConfig({
    ...recipe.size,
    contentWidth: items.reduction.width,
    tagCount: spec.tags.length,
    sideWidth: side.layout.width,
    userNumericCount: spec.userNumbers.length,
    userCategoricalSizes: user.categoricalSizes,
    itemCount: items.ids.length,
  });
  const prior = logPopularity(items.counts).map((logP) => logP * config.priorWeight);
  const sampler = new CandidateSampler(
    { counts: items.counts, prior, subclass: items.subclass },
    {
      candidates: recipe.candidates,
      subclassShare: recipe.subclassShare,
      samplingCorrection: recipe.samplingCorrection,
    },
  );
  const row = new Map(items.ids.map((id, i) => [id, i]));
  const itemRow = Int32Array.from(log.items, (id) => row.get(id) ?? -1);
  const batches = new TrainingBatches(
    new MemoryHistories(log, itemRow),
    items,
    data.users,
    { side, user, userNumbers: spec.userNumbers.length },
    sampler,
    {
      maxLength: config.maxLength,
      batchSize: recipe.batchSize,
      cuts: recipe.cuts,
      horizonDays: recipe.horizonDays,
      contextDropout: recipe.contextDropout,
      deltaMinCount: recipe.deltaMinCount,
    },
  );
  return { log, spec, items, config, batches };
}
