import { type CatalogItem, type CatalogItemDelete, ItemFeatures } from '@stars/contracts';
import { NO_TEXT } from '@stars/features';
import type { ProductAnalysis } from '@stars/text';

/** Names of what made the features. */
export interface Makers {
  embeddingModel: string;
  tagger: string;
  tagVocabularyVersion: string;
}

/** The message of an item's frozen content (`e_i`, `m_i`). */
export function featuresOf(
  item: CatalogItem,
  textHash: string,
  analysis: ProductAnalysis,
  makers: Makers,
): ItemFeatures {
  return {
    tenantId: item.tenantId,
    itemId: item.itemId,
    itemVersion: item.version,
    textHash,
    // float32 values in the order of the processor: little-endian wherever STARS runs.
    embedding: new Uint8Array(analysis.embedding.slice().buffer),
    embeddingModel: makers.embeddingModel,
    tags: analysis.tags,
    tagVocabularyVersion: makers.tagVocabularyVersion,
    tagger: makers.tagger,
    category: item.category,
    deleted: false,
  };
}

/** The message of an item with only an id: no model is asked, and "no text" is recorded. */
export function featuresWithoutText(item: CatalogItem, textHash: string, makers: Makers): ItemFeatures {
  const analysis = { embedding: new Float32Array(1), tags: [], rejected: [] };
  return featuresOf(item, textHash, analysis, { ...makers, embeddingModel: NO_TEXT, tagger: NO_TEXT });
}

/** The message that an item is gone. */
export const featuresGone = ({ tenantId, itemId, version }: CatalogItemDelete): ItemFeatures =>
  ItemFeatures.fromPartial({ tenantId, itemId, itemVersion: version, deleted: true });
