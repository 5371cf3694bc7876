import {
  contentInto,
  type FeatureSpec,
  type InteractionLog,
  isTargetType,
  type LearnedItems,
  SideEncoder,
  type TrainingBatches,
  type TrainingData,
  tagsInto,
  UserFeatureEncoder,
} from '@stars/features';
import type { ModelArtifact } from '@stars/inference';
import { logPopularity, priorTrains, type StarsConfig } from '@stars/model';
import { learnedRows } from '../learned-session-log.js';
import type { TrainingRecipe } from '../recipe.js';
import { trainingBatches } from '../training-plan.js';

/** Tables of a model's learned items, in its order, with the data's current content. */
function itemsOf(base: ModelArtifact, data: TrainingData, log: InteractionLog): LearnedItems {
  const { itemIds: ids, reduction, spec } = base;
  const count = new Map<string, number>();
  const target = new Map<string, number>();
  const addTo = (map: Map<string, number>, id: string): void => void map.set(id, (map.get(id) ?? 0) + 1);
  log.item.forEach((item, row) => {
    const id = log.items[item]!;
    addTo(count, id);
    if (isTargetType(spec.target, log.type[row]!)) addTo(target, id);
  });
  const embedding = new Float32Array(ids.length * reduction.width);
  const tags = new Float32Array(ids.length * spec.tags.length);
  const subclass = new Uint32Array(ids.length);
  const tagIndex = new Map(spec.tags.map((tag, i) => [tag, i]));
  const subclasses = new Map<string, number>([['', 0]]);
  ids.forEach((id, i) => {
    // An item that left the catalogue, or whose text was embedded by another model since, has only its δ.
    const item = data.items.get(id);
    if (!item) return;
    if (item.embedding.byteLength === reduction.inputWidth * 4) {
      contentInto(reduction, item, embedding, i * reduction.width);
    }
    tagsInto(tagIndex, item.tags, tags, i * spec.tags.length);
    const path = item.category.join('\u0000');
    if (!subclasses.has(path)) subclasses.set(path, subclasses.size);
    subclass[i] = subclasses.get(path)!;
  });
  const counts = Uint32Array.from(ids, (id) => count.get(id) ?? 0);
  const targets = Uint32Array.from(ids, (id) => target.get(id) ?? 0);
  return { ids, counts, targets, embedding, tags, subclass, reduction };
}

/** Training steps for an existing model: its items, its inputs and those of the new signals. */
export function adoptionBatches(
  base: ModelArtifact,
  { config, spec }: { config: StarsConfig; spec: FeatureSpec },
  data: TrainingData,
  log: InteractionLog,
  recipe: TrainingRecipe,
): TrainingBatches {
  const items = itemsOf(base, data, log);
  const training = priorTrains(config)
    ? logPopularity(items.targets).map((logP) => logP * config.priorWeight)
    : new Float32Array(items.ids.length);
  const source = {
    ...{ data, log, spec, config, itemRow: learnedRows(log, items.ids) },
    // The model's training decided which items have a δ.
    items: { ...items, counts: Uint32Array.from(base.hasDelta) },
    encoders: { side: new SideEncoder(spec, data.timeline), user: new UserFeatureEncoder(spec) },
  };
  return trainingBatches(
    source,
    { ...recipe, cuts: 1, horizonDays: 1, deltaMinCount: 1, hardNegatives: 0 },
    { training },
  );
}
