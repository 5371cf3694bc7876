import type { CatalogItem, CatalogItemDelete, ItemFeatures } from '@stars/contracts';
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
    embedding: littleEndian(analysis.embedding),
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
export function featuresGone(item: CatalogItemDelete): ItemFeatures {
  return {
    tenantId: item.tenantId,
    itemId: item.itemId,
    itemVersion: item.version,
    textHash: '',
    embedding: new Uint8Array(),
    embeddingModel: '',
    tags: [],
    tagVocabularyVersion: '',
    tagger: '',
    category: [],
    deleted: true,
  };
}

/** float32 values, four bytes each, on any machine. */
function littleEndian(vector: Float32Array): Uint8Array {
  const bytes = new Uint8Array(vector.length * 4);
  const view = new DataView(bytes.buffer);
  for (const [index, value] of vector.entries()) view.setFloat32(index * 4, value, true);
  return bytes;
}
