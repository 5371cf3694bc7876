import type { ItemFeatures } from '@stars/contracts';
import { type ContentReduction, fitReduction } from './content-reduction.js';
import type { InteractionLog } from './interaction-log.js';
import { contentInto, embeddingOf, hasText, withoutContent } from './item-content.js';
import { isTargetType, type TargetKind } from './target-kind.js';

/** The items with rows in δ. I items. */
export interface ChosenItems {
  ids: string[];
  /** [I] interactions of each in the training log, of every kind. */
  counts: Uint32Array;
  /** [I] those of the target kind. */
  targets: Uint32Array;
}

/** Dense tables of the learned items. */
export interface LearnedItems extends ChosenItems {
  /** [I, E] */
  embedding: Float32Array;
  /** [I, V] */
  tags: Float32Array;
  /** [I] index of the item's finest category; items without one share index 0. */
  subclass: Uint32Array;
  reduction: ContentReduction;
}

/** Sets the multi-hot row of `tags`; tags that the model does not know are left out. */
export function tagsInto(
  index: ReadonlyMap<string, number>,
  tags: readonly string[],
  out: Float32Array,
  base: number,
): void {
  for (const tag of tags) {
    const at = index.get(tag);
    if (at !== undefined) out[base + at] = 1;
  }
}

/**
 * Ids with at least `minCount` interactions in the log and with features, sorted: an item that is only viewed is learned too,
 * because views are inputs. Vectors of different embedding models cannot be compared: if the features have several, only the
 * items of the most used one, and those without a text, are learned.
 * @param target Absent: every event counts as one of the target kind.
 */
export function learnedItemIds(
  log: InteractionLog,
  features: ReadonlyMap<string, ItemFeatures>,
  minCount: number,
  target?: TargetKind,
): ChosenItems {
  const counts = new Uint32Array(log.items.length);
  const targets = new Uint32Array(log.items.length);
  log.item.forEach((item, row) => {
    counts[item]!++;
    if (isTargetType(target, log.type[row]!)) targets[item]!++;
  });
  const candidates = log.items
    .map((id, item) => ({ id, count: counts[item]!, target: targets[item]! }))
    .filter(({ id, count }) => count >= minCount && features.has(id))
    .sort((a, b) => (a.id < b.id ? -1 : 1));
  const uses = new Map<string, number>();
  for (const { id } of candidates) {
    if (!hasText(features.get(id)!)) continue;
    const model = embeddingKind(features.get(id)!);
    uses.set(model, (uses.get(model) ?? 0) + 1);
  }
  const [mostUsed] = [...uses].sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1))[0] ?? [];
  const kept = candidates.filter(({ id }) => {
    const item = features.get(id)!;
    return !hasText(item) || embeddingKind(item) === mostUsed;
  });
  return {
    ids: kept.map(({ id }) => id),
    counts: Uint32Array.from(kept, ({ count }) => count),
    targets: Uint32Array.from(kept, ({ target }) => target),
  };
}

const embeddingKind = ({ embedding, embeddingModel }: ItemFeatures): string =>
  `${embedding.byteLength} ${embeddingModel}`;

export function buildLearnedItems(
  chosen: ChosenItems,
  features: ReadonlyMap<string, ItemFeatures>,
  tags: readonly string[],
  contentWidth: number,
): LearnedItems {
  const withText = chosen.ids.map((id) => features.get(id)!).filter(hasText);
  return itemTables(chosen, features, tags, reductionOf(withText, contentWidth));
}

/** Tables of learned items with their current content. An item that left the catalogue, or was embedded by another model, has none. */
export function itemTables(
  chosen: ChosenItems,
  features: ReadonlyMap<string, ItemFeatures>,
  tags: readonly string[],
  reduction: ContentReduction,
): LearnedItems {
  const { ids } = chosen;
  const embedding = new Float32Array(ids.length * reduction.width);
  const multiHot = new Float32Array(ids.length * tags.length);
  const subclass = new Uint32Array(ids.length);
  const tagIndex = new Map(tags.map((tag, i) => [tag, i]));
  const subclasses = new Map<string, number>([['', 0]]);
  ids.forEach((id, i) => {
    const item = features.get(id);
    if (!item) return;
    if (item.embedding.byteLength === reduction.inputWidth * 4) {
      contentInto(reduction, item, embedding, i * reduction.width);
    }
    tagsInto(tagIndex, item.tags, multiHot, i * tags.length);
    const path = item.category.join('\u0000');
    if (!subclasses.has(path)) subclasses.set(path, subclasses.size);
    subclass[i] = subclasses.get(path)!;
  });
  return { ...chosen, embedding, tags: multiHot, subclass, reduction };
}

function reductionOf(items: readonly ItemFeatures[], width: number): ContentReduction {
  const [first] = items;
  if (first === undefined) return withoutContent(width);
  const inputWidth = first.embedding.byteLength / 4;
  const raw = new Float32Array(items.length * inputWidth);
  items.forEach((item, i) => {
    raw.set(embeddingOf(item), i * inputWidth);
  });
  return fitReduction(raw, inputWidth, width);
}
