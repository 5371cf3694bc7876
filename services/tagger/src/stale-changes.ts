import { type ItemFeatures, messageKey } from '@stars/contracts';
import { NO_TEXT } from '@stars/features';
import type { ItemCatalog } from '@stars/item-catalog';
import type { Makers } from './item-features.js';
import type { ReadChange } from './read-changes.js';

/**
 * Which items are read again automatically: those that this tagger read with another vocabulary; those and all of another
 * tagger or embedding model; none.
 */
export type RetagScope = 'vocabulary' | 'all' | 'off';

/** The items whose features in the catalogue are outdated. */
export async function staleChanges(
  changes: readonly ReadChange[],
  catalog: ItemCatalog,
  makers: Makers,
  scope: RetagScope,
) {
  const stored = new Map<string, ItemFeatures>();
  for (const tenant of new Set(changes.map(({ item }) => item.tenantId))) {
    const itemIds = changes.filter(({ item }) => item.tenantId === tenant).map(({ item }) => item.itemId);
    for (const features of await catalog.getFeatures(tenant, itemIds)) {
      if (features) stored.set(messageKey(tenant, features.itemId), features);
    }
  }
  const of = ({ tenantId, itemId }: { tenantId: string; itemId: string }) => stored.get(messageKey(tenantId, itemId));
  return {
    changes: changes.filter((change) => {
      const features = of(change.item);
      // Items without features, or with older ones, are on their way already.
      if (change.kind === 'delete' || features?.itemVersion !== change.item.version) return false;
      return isStale(features, makers, scope);
    }),
    /** Whether features are the same as those in the catalogue. */
    isStored: (features: ItemFeatures): boolean => {
      const before = of(features);
      return before !== undefined && saysTheSame(before, features);
    },
  };
}

function isStale(features: ItemFeatures, makers: Makers, scope: RetagScope): boolean {
  if (scope === 'off' || features.tagger === NO_TEXT) return false;
  const { embeddingModel, tagger, tagVocabularyVersion } = makers;
  if (scope === 'all' && (features.embeddingModel !== embeddingModel || features.tagger !== tagger)) return true;
  return features.tagger === tagger && features.tagVocabularyVersion !== tagVocabularyVersion;
}

const saysTheSame = (a: ItemFeatures, b: ItemFeatures): boolean =>
  a.textHash === b.textHash &&
  a.embeddingModel === b.embeddingModel &&
  a.tags.length === b.tags.length &&
  a.tags.every((tag, index) => tag === b.tags[index]);
