import type { CatalogItem } from './generated/stars/v1/catalog.js';

/** What a filter can read of one item. */
export interface FilterFields {
  itemId: string;
  brand: string;
  /** Broad to fine. */
  category: readonly string[];
  price?: number | undefined;
  attributes: Readonly<Record<string, unknown>>;
  /** As `regionStock` has it. */
  regions: Readonly<Record<string, boolean>>;
}

const ATTRIBUTE_PREFIX = 'attributes.';

/** The fields besides `attributes.NAME`. */
export const FILTER_FIELDS = ['item_id', 'brand', 'category', 'price', 'in_stock'] as const;

/** The NAME of `attributes.NAME`: all that follows the first dot. Undefined for any other field. */
export function attributeOf(field: string): string | undefined {
  return field.startsWith(ATTRIBUTE_PREFIX) && field.length > ATTRIBUTE_PREFIX.length
    ? field.slice(ATTRIBUTE_PREFIX.length)
    : undefined;
}

/**
 * Region to in-stock, as filters and vector payloads have it; the region "" says whether the item is in stock anywhere. Empty: it is sold
 * everywhere.
 */
export function regionStock({ regions, inStock }: CatalogItem): Record<string, boolean> {
  if (inStock === false) return { '': false };
  const named = Object.entries(regions).map(([region, state]) => [region, state.inStock] as const);
  if (named.length === 0) return {};
  return { ...Object.fromEntries(named), '': named.some(([, isInStock]) => isInStock) };
}

/** What a filter reads of a catalogue item. */
export function filterFieldsOf(item: CatalogItem): FilterFields {
  return {
    itemId: item.itemId,
    brand: item.brand,
    category: item.category,
    price: item.price,
    attributes: item.attributes ?? {},
    regions: regionStock(item),
  };
}
