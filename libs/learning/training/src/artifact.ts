import type { ModelComparison, ModelManifest } from '@stars/contracts';
import { hasText, type InteractionLog, type TrainingData } from '@stars/features';
import { type ContentArtifact, contentOf, type ModelArtifact, type SecondStageArtifact } from '@stars/inference';
import type { TrainingRecipe } from './recipe.js';
import { repeatabilityOf } from './repeatability.js';
import type { StoredParameters } from './run/stored-parameters.js';
import type { TrainingPlan } from './training-plan.js';

/** What is stored of a model, without its manifest. */
export function artifactOf(
  plan: TrainingPlan,
  data: Pick<TrainingData, 'items'>,
  recipe: TrainingRecipe,
  weights: StoredParameters,
  known: Pick<ModelArtifact, 'popularity' | 'companions'>,
  secondStage?: SecondStageArtifact,
): Omit<ModelArtifact, 'manifest'> {
  const repeatability = repeatabilityOf(plan, recipe.deltaMinCount, weights);
  return {
    config: plan.config,
    spec: plan.spec,
    reduction: plan.items.reduction,
    itemIds: plan.items.ids,
    hasDelta: Int32Array.from(plan.items.counts, (count) => (count >= recipe.deltaMinCount ? 1 : 0)),
    ...known,
    weights,
    content: neighboursFrom(plan, data),
    ...(repeatability ? { repeatability } : {}),
    ...(plan.servingPrior ? { prior: plan.servingPrior } : {}),
    ...(secondStage ? { secondStage } : {}),
  };
}

function neighboursFrom({ items, config }: TrainingPlan, data: Pick<TrainingData, 'items'>): ContentArtifact {
  const learned = new Set(items.ids);
  const others = [...data.items.keys()].filter((id) => !learned.has(id));
  return contentOf(items, config.parts.text ? config.contentWidth : 0, (id) => data.items.get(id)!.category, others);
}

/** The moment after the last event, ms. */
export function endOf(log: InteractionLog): number {
  let last = 0;
  for (const time of log.time) if (time > last) last = time;
  return last + 1;
}

/** A manifest without files and configuration. @param created ms since 1970 */
export function manifestOf(
  identity: { version: string; tenant: string; created: number },
  data: Pick<TrainingData, 'items'>,
  plan: TrainingPlan,
  metrics: Record<string, number>,
  comparison?: ModelComparison,
): Omit<ModelManifest, 'files' | 'config'> {
  let first = Number.POSITIVE_INFINITY;
  for (const time of plan.log.time) if (time < first) first = time;
  const items = plan.items.ids.map((id) => data.items.get(id)!);
  // Items without a text do not name the embedding model.
  const sample = items.find(hasText) ?? items[0]!;
  return {
    tenantId: identity.tenant,
    version: identity.version,
    createdTime: new Date(identity.created),
    servingWidth: plan.config.servingWidth,
    itemCount: plan.items.ids.length,
    dataFrom: new Date(first),
    dataUntil: new Date(endOf(plan.log)),
    metrics: { ...metrics, interactions: plan.log.item.length, users: plan.log.users.length },
    embeddingModel: sample.embeddingModel,
    tagVocabularyVersion: sample.tagVocabularyVersion,
    signals: [
      ...plan.spec.holidays.map((name) => ({ name, scope: 'holiday', width: 1 })),
      ...plan.spec.itemSignals.map(({ name, values }) => ({ name, scope: 'item', width: values.length + 1 })),
      ...plan.spec.regionNumbers.map(({ name }) => ({ name, scope: 'region', width: 1 })),
      ...plan.spec.regionCategories.map(({ name, values }) => ({ name, scope: 'region', width: values.length })),
    ],
    timeZone: plan.spec.timeZone,
    comparison,
  };
}

/** The artifact of a model that is never stored, for `StarsModel.create`; without popularity and companions. */
export function unpublishedArtifact(
  data: TrainingData,
  recipe: TrainingRecipe,
  plan: TrainingPlan,
  weights: StoredParameters,
): ModelArtifact {
  const identity = { version: 'unpublished', tenant: '', created: 0 };
  const nothing = { popularity: { global: [], byRegion: {} }, companions: plan.items.ids.map(() => []) };
  return {
    ...artifactOf(plan, data, recipe, weights, nothing),
    manifest: { ...manifestOf(identity, data, plan, {}), files: [], config: { ...plan.config } },
  };
}
