import { FacetSums, MOST_VALUES } from '../facet-values.js';
import { queryWords } from '../item-words.js';
import type { CatalogQuery, FacetCounts } from '../port.js';
import { hasWord, passingItems } from './filter-query.js';
import { HITS_LIMIT, type IndexReader } from './index-reader.js';
import { documentId, readFacetTerm } from './item-document.js';
import { taggedItems } from './tagged-items.js';

/**
 * As of the port. Tags are in an index of their own: of the first 10,000 items that a search finds they are counted, and with tags in the
 * query all is.
 */
export async function countFacets(
  { items, features }: Record<'items' | 'features', IndexReader>,
  tenant: string,
  words: string,
  query: CatalogQuery,
  values: number,
): Promise<FacetCounts> {
  const [passes, sought] = [passingItems(tenant, query), queryWords(words)];
  if (passes === false || (words !== '' && sought.length === 0)) return { items: 0, facets: [], incomplete: false };
  const found = words === '' ? passes : { bool: { filter: [passes, hasWord(sought)] } };
  const { signal } = query;
  // Features are written without a wait until they can be counted.
  const [all, hits] = await Promise.all([
    items.countValues(found, 'facets', { size: MOST_VALUES, signal }),
    items.search({ query: found, size: HITS_LIMIT, signal }),
    features.refresh(),
  ]);
  const itemIds = await taggedItems(features, tenant, hits, query);
  const ids = { ids: { values: itemIds.map((itemId) => documentId(tenant, itemId)) } };
  const counts = query.tags ? await items.countValues(ids, 'facets', { size: MOST_VALUES, signal }) : all;
  const tags = await features.countValues(ids, 'tags', { size: MOST_VALUES, signal });
  const sums = new FacetSums();
  for (const [term, documents] of counts.values) {
    const { field, value } = readFacetTerm(term);
    sums.add(field, value, documents);
  }
  for (const [tag, documents] of tags.values) sums.add('tags', tag, documents);
  const { facets, incomplete } = sums.read(values);
  const isCut = all.documents > hits.length;
  return { items: counts.documents, facets, incomplete: incomplete || counts.incomplete || tags.incomplete || isCut };
}
