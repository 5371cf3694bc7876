import {
  type CatalogItem,
  compileQuery,
  type FoundItem,
  filterFieldsOf,
  LIMITS,
  type SearchItemsRequest,
  type SearchItemsResponse,
  validateSearchItemsRequest,
} from '@stars/contracts';
import type { CatalogQuery, ItemCatalog } from '@stars/item-catalog';

/** Items that a shopper searches for, or names. What is not there is left out. */
export async function searchItems(
  catalog: ItemCatalog,
  given: SearchItemsRequest,
  signal: AbortSignal,
): Promise<SearchItemsResponse> {
  const request = validateSearchItemsRequest(given);
  const { region, k, offset, itemIds } = request;
  const items = itemIds.length > 0 ? await named(catalog, request, signal) : await best(catalog, request, signal);
  const page = foundItems(items.slice(offset, offset + k), region);
  return { items: page, hasMore: items.length > offset + k };
}

/** Those that pass, sold out or not. */
async function named(
  catalog: ItemCatalog,
  { tenantId, itemIds, filter, tags }: SearchItemsRequest,
  signal: AbortSignal,
): Promise<CatalogItem[]> {
  const [items, passes] = await Promise.all([
    catalog.get(tenantId, itemIds, signal),
    catalog.filterIds(tenantId, itemIds, {
      signal,
      ...(filter ? { filter } : {}),
      ...(tags.length > 0 ? { tags } : {}),
    }),
  ]);
  return items.filter((item, index) => item !== undefined && passes[index]) as CatalogItem[];
}

/** The best items up to the end of the page and one more, if there are so many; one of each product. */
async function best(
  catalog: ItemCatalog,
  { tenantId, query: text, intent, region, filter, tags, k, offset }: SearchItemsRequest,
  signal: AbortSignal,
): Promise<CatalogItem[]> {
  const query: CatalogQuery = { region, signal, ...(filter ? { filter } : {}), ...(tags.length > 0 ? { tags } : {}) };
  const wanted = offset + k + 1;
  for (let limit = wanted; ; limit = Math.min(4 * limit, LIMITS.k + 1)) {
    const ids = await (text === ''
      ? catalog.latest(tenantId, query, { by: 'version', limit })
      : catalog.search(tenantId, { query: text, intent }, query, limit));
    const items = withoutVariants(await catalog.get(tenantId, ids, signal));
    // Variants of what is there already left places free.
    if (items.length >= wanted || ids.length < limit || limit > LIMITS.k) return items;
  }
}

/** Without what was deleted meanwhile, and with the first of each group of variants. */
function withoutVariants(items: readonly (CatalogItem | undefined)[]): CatalogItem[] {
  const groups = new Set<string>();
  return items.filter((item): item is CatalogItem => {
    if (item === undefined) return false;
    const { itemGroupId } = item;
    return !itemGroupId || (!groups.has(itemGroupId) && Boolean(groups.add(itemGroupId)));
  });
}

/** What a shopper sees of items in a region, or anywhere (""); without those that are not there. */
export function foundItems(items: readonly (CatalogItem | undefined)[], region: string): FoundItem[] {
  const isSold = compileQuery({ region });
  return items.flatMap((item) => (item ? foundItem(item, isSold(filterFieldsOf(item))) : []));
}

function foundItem(item: CatalogItem, inStock: boolean): FoundItem {
  const { itemId, title, description, brand, category, price, salePrice, image, link } = item;
  return { itemId, title, description, brand, category, price, salePrice, image, link, inStock };
}
