import type { CatalogQuery } from '../port.js';
import type { Hit, IndexReader } from './index-reader.js';
import { documentId } from './item-document.js';

/** Those of at most 10,000 items that have at least one of the tags of the query, in their order. Tags are in an index of their own. */
export async function taggedItems(
  features: IndexReader,
  tenant: string,
  hits: readonly Hit[],
  { tags, signal }: CatalogQuery,
): Promise<string[]> {
  const itemIds = hits.map(({ itemId }) => itemId);
  if (!tags || itemIds.length === 0) return itemIds;
  // Features are written without a wait until they can be searched.
  await features.refresh();
  const ids = { values: itemIds.map((itemId) => documentId(tenant, itemId)) };
  const query = { bool: { filter: [{ ids }, { terms: { tags: [...tags] } }] } };
  const tagged = await features.search({ query, size: itemIds.length, source: ['item_id'], signal });
  const found = new Set(tagged.map(({ itemId }) => itemId));
  return itemIds.filter((itemId) => found.has(itemId));
}
