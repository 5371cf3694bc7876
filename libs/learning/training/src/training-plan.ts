import { StarsError } from '@stars/errors';
import {
  basketRules,
  buildLearnedItems,
  CandidateSampler,
  countKinds,
  evidenceOf,
  type FeatureSpec,
  filterLog,
  fitFeatureSpec,
  HardNegatives,
  Histories,
  type InteractionLog,
  type LearnedItems,
  learnedItemIds,
  REPEAT_AGES,
  requestColumns,
  SideEncoder,
  sessionsBoundOrders,
  TARGET_KINDS,
  type TargetKind,
  TrainingBatches,
  type TrainingData,
  UserFeatureEncoder,
} from '@stars/features';
import {
  CONFIG_DEFAULTS,
  checkConfig,
  type PriorPlace,
  priorServes,
  priorTrains,
  type StarsConfig,
} from '@stars/model';
import { learnedRows } from './learned-session-log.js';
import { neverChosen } from './never-chosen.js';
import { type PopularityPrior, popularityPrior } from './popularity-prior.js';
import type { TrainingRecipe } from './recipe.js';

/** Everything a run needs before its first step. */
export interface TrainingPlan {
  log: InteractionLog;
  spec: FeatureSpec;
  items: LearnedItems;
  config: StarsConfig;
  batches: TrainingBatches;
  /**
   * What the search subtracts from the score of each learned item and, last, of an unlearned one: λ·log p_j, and what an item that
   * people never choose loses. Absent if there is neither.
   */
  servingPrior?: Float32Array;
  /** [I + 1] what training subtracts from the score of each learned item, and would from that of any other. */
  trainedPrior: Float32Array;
}

/** Which rows of a log, each of a user, may be used. */
export type KeepRow = (row: number, user: number) => boolean;

/**
 * Chooses inputs and vocabulary from the rows that may be used.
 * Errors: `STARS_NOT_ENOUGH_DATA`.
 */
export function planTraining(
  data: TrainingData,
  recipe: TrainingRecipe,
  place: { timeZone: string; country: string },
  keep: KeepRow,
): TrainingPlan {
  const log = filterLog(data.log, keep);
  const { target } = recipe;
  const chosen = learnedItemIds(log, data.items, recipe.minItemCount, target);
  if (chosen.ids.length < 2) {
    throw new StarsError(
      'STARS_NOT_ENOUGH_DATA',
      `a training needs 2 items that are in the catalogue and have ${recipe.minItemCount} or more events; ` +
        `the ${log.item.length} events have ${chosen.ids.length}. Import items and events first`,
    );
  }
  if (chosen.targets.every((count) => count === 0)) {
    const events = `${log.item.length} interactions hold no ${target} of a learned item`;
    throw new StarsError('STARS_NOT_ENOUGH_DATA', `${events}: there is nothing to predict`, { field: 'target' });
  }
  const penalties = neverChosen(chosen, recipe.browsing);
  const never = chosen.ids.filter((_, item) => penalties[item]! > 0);
  const fitted = fitFeatureSpec(data, log, place, recipe.parts);
  const spec: FeatureSpec = {
    ...fitted,
    ...(recipe.strictOrder ? { strictOrder: true } : {}),
    ...(target && sessionsBoundOrders(log) ? { orders: true } : {}),
    ...(target ? { target, ...kindWeightsOf(log, target, recipe) } : {}),
    ...(recipe.browsing ? { browsing: true } : {}),
    ...(never.length > 0 ? { neverChosen: never } : {}),
  };
  const items = buildLearnedItems(chosen, data.items, spec.tags, recipe.size.contentWidth);
  const side = new SideEncoder(spec, data.timeline);
  const user = new UserFeatureEncoder(spec);
  const config = modelConfig(recipe, spec, items, side, user);
  const itemRow = learnedRows(log, items.ids);
  const prior = popularityPrior(log, items, itemRow, config, {
    ...{ target: recipe.browsing ? undefined : target, timeZone: spec.timeZone },
  });
  const source = { data, log, items, itemRow, spec, config, encoders: { side, user } };
  const batches = trainingBatches(source, recipe, prior);
  const popularity = priorServes({ priorPlace: priorPlaceOf(recipe) }) ? prior.served : prior.served.map(() => 0);
  const trainedPrior = prior.served.map((logP) => (priorTrains(config) ? logP : 0));
  const servingPrior = priorServes(config)
    ? Float32Array.from(popularity, (logP, item) => logP + (penalties[item] ?? 0))
    : undefined;
  return { log, spec, items, config, batches, trainedPrior, ...(servingPrior ? { servingPrior } : {}) };
}

/** What the steps of a training are made of. */
interface BatchSource {
  data: Pick<TrainingData, 'users' | 'impressions'>;
  log: InteractionLog;
  items: LearnedItems;
  /** Learned row of each item of the log, or -1. */
  itemRow: Int32Array;
  spec: FeatureSpec;
  config: StarsConfig;
  encoders: { side: SideEncoder; user: UserFeatureEncoder };
}

/** The steps of a training. @param prior b_j of the learned items. */
export function trainingBatches(
  { data, log, items, itemRow, spec, config, encoders }: BatchSource,
  recipe: TrainingRecipe,
  { training, recent }: Pick<PopularityPrior, 'training' | 'recent'>,
): TrainingBatches {
  const { hardNegatives } = recipe;
  const sampler = new CandidateSampler({ prior: training, subclass: items.subclass }, recipe);
  const row = new Map(items.ids.map((id, i) => [id, i]));
  return new TrainingBatches(
    new Histories(log, itemRow, basketRules(spec)),
    items,
    data.users,
    { ...encoders, userNumbers: spec.userNumbers.length },
    sampler,
    {
      ...recipe,
      maxLength: config.maxLength,
      requests: config.offsetBound > 0,
      ...(recent ? { recent } : {}),
      ...(hardNegatives > 0
        ? { hard: new HardNegatives(sampler, hardNegatives, data.impressions, (id) => row.get(id)) }
        : {}),
      ...(config.repeatAges > 0 ? { evidence: evidenceOf(spec) } : {}),
    },
  );
}

/** The weights of the other kinds that the log has; nothing if it has none. */
function kindWeightsOf(
  log: InteractionLog,
  target: TargetKind,
  { kindWeights }: TrainingRecipe,
): Pick<FeatureSpec, 'kindWeights'> {
  const counts = countKinds(log);
  const others = TARGET_KINDS.filter((kind) => kind !== target && counts[kind] > 0);
  return others.length > 0 ? { kindWeights: Object.fromEntries(others.map((kind) => [kind, kindWeights[kind]])) } : {};
}

const priorPlaceOf = ({ size }: TrainingRecipe): PriorPlace => size.priorPlace ?? CONFIG_DEFAULTS.priorPlace;

/** With a dimension of the vectors for what the search subtracts. */
const servedToo = (place: PriorPlace): PriorPlace => (place === 'none' || place === 'serve' ? 'serve' : 'both');

/** The recipe's model, as far as the data allows: without signals it has no offsets for them. */
function modelConfig(
  recipe: TrainingRecipe,
  spec: FeatureSpec,
  items: LearnedItems,
  side: SideEncoder,
  user: UserFeatureEncoder,
): StarsConfig {
  const { parts, size } = recipe;
  const offsetBound = parts.context ? (size.offsetBound ?? 0) : 0;
  const { column, width } = requestColumns(side.layout).time;
  const signalWidth = offsetBound > 0 ? side.signalWidth : 0;
  const priorPlace = spec.neverChosen ? servedToo(priorPlaceOf(recipe)) : priorPlaceOf(recipe);
  return checkConfig({
    ...size,
    priorPlace,
    // The recipe's width is that of the heads' projection; the dimension of a prior comes on top.
    servingWidth: size.servingWidth + (priorServes({ priorPlace }) ? 1 : 0),
    contentWidth: items.reduction.width,
    tagCount: spec.tags.length,
    sideWidth: side.layout.width,
    userNumericCount: spec.userNumbers.length,
    userCategoricalSizes: user.categoricalSizes,
    itemCount: items.ids.length,
    parts,
    auxiliary: recipe.auxiliaryWeight > 0 && parts.text,
    offsetBound,
    offsetTime: offsetBound > 0 ? { column, width } : { column: 0, width: 0 },
    signalWidth,
    repeatAges: parts.repeat ? REPEAT_AGES.length : 0,
  });
}
