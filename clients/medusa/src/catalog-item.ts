import type { CatalogItem, CatalogItemPatch } from '@stars/client';
import type { Category, Product, Variant } from './medusa.js';

/** What `catalogItemOf` reads of a product. */
export const PRODUCT_FIELDS: readonly string[] = [
  ...['id', 'title', 'description', 'status', 'thumbnail'],
  ...['type.value', 'collection.title', 'tags.value'],
  ...['categories.name', 'categories.parent_category.name', 'categories.parent_category.parent_category.name'],
  ...['variants.manage_inventory', 'variants.allow_backorder', 'variants.calculated_price.*'],
  'variants.inventory_items.required_quantity',
  'variants.inventory_items.inventory.location_levels.stocked_quantity',
  'variants.inventory_items.inventory.location_levels.reserved_quantity',
];

/** The product as an item. Its price is that of the cheapest variant, and it is in stock if one variant is. */
export function catalogItemOf(product: Product): CatalogItem {
  const { type, collection, tags = [], categories = [], variants = [] } = product;
  const attributes = {
    ...(type && { type: type.value }),
    ...(collection && { collection: collection.title }),
    ...(tags.length > 0 && { tags: tags.map(({ value }) => value) }),
  };
  return {
    ...{ item_id: product.id, title: product.title.trim(), in_stock: variants.some(isInStock) },
    ...(product.description && { description: product.description }),
    ...(product.thumbnail && { image: product.thumbnail }),
    ...(categories[0] && { category: levelsOf(categories[0]) }),
    ...(Object.keys(attributes).length > 0 && { attributes }),
    ...cheapest(variants),
  };
}

/** The price and stock of the product alone. */
export function offerOf(product: Product): CatalogItemPatch {
  const { item_id, price, sale_price, in_stock } = catalogItemOf(product);
  const sale = sale_price === undefined ? { sale_ended: true } : { sale_price };
  return { item_id, in_stock: in_stock!, ...(price !== undefined && { price, ...sale }) };
}

/** Broad to fine. */
const levelsOf = ({ name, parent_category }: Category): string[] => [
  ...(parent_category ? levelsOf(parent_category) : []),
  name,
];

function isInStock({ manage_inventory, allow_backorder, inventory_items = [] }: Variant): boolean {
  if (!manage_inventory || allow_backorder) return true;
  return inventory_items.every(({ required_quantity, inventory }) => {
    const levels = inventory?.location_levels ?? [];
    const free = levels.reduce((sum, each) => sum + each.stocked_quantity - each.reserved_quantity, 0);
    return free >= required_quantity;
  });
}

/** A variant without a price is not for sale. */
function cheapest(variants: readonly Variant[]): Pick<CatalogItem, 'price' | 'sale_price'> {
  const [first] = variants
    .flatMap(({ calculated_price: price }) => (price?.calculated_amount == null ? [] : [price]))
    .sort((a, b) => a.calculated_amount! - b.calculated_amount!);
  if (!first) return {};
  const now = first.calculated_amount!;
  // A price list may also raise a price.
  const price = Math.max(now, first.original_amount ?? now);
  return now < price ? { price, sale_price: now } : { price };
}
