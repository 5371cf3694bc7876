import { checkCatalogItem } from './check-catalog.js';
import { fieldError } from './field-path.js';
import type { CatalogItem, CatalogItemDelete, RegionState } from './generated/stars/v1/catalog.js';
import { JsonFields, type UnknownFields } from './json-fields.js';

/**
 * An item of the import format → a checked catalogue item. Unknown fields are ignored, null attributes left out.
 * Errors: those of `checkCatalogItem`, with `path` before the field.
 */
export function catalogItemFromJson(row: unknown, path = ''): CatalogItem {
  const item = parseCatalogItem(row, path, 'ignore');
  checkCatalogItem(item, path);
  return item;
}

/** The types only; what must be there is checked later. */
export function parseCatalogItem(row: unknown, path: string, unknown: UnknownFields): CatalogItem {
  const json = new JsonFields(row, path, unknown);
  const item: CatalogItem = {
    tenantId: json.string('tenant_id'),
    itemId: json.string('item_id'),
    version: json.int64('version'),
    title: json.string('title'),
    description: json.string('description'),
    brand: json.string('brand'),
    category: json.strings('category'),
    price: json.optionalNumber('price'),
    attributes: json.map('attributes'),
    regions: json.mapOf('regions', (state, at) => parseRegionState(state, at, unknown)),
  };
  json.done();
  return item;
}

function parseRegionState(state: unknown, path: string, unknown: UnknownFields): RegionState {
  const json = new JsonFields(state, path, unknown);
  const inStock = json.raw('in_stock');
  if (typeof inStock !== 'boolean') throw fieldError('STARS_INVALID_FIELD', path, 'in_stock', 'must be a boolean');
  json.done();
  return { inStock };
}

export function parseCatalogDelete(row: unknown, path: string, unknown: UnknownFields): CatalogItemDelete {
  const json = new JsonFields(row, path, unknown);
  const item = { tenantId: json.string('tenant_id'), itemId: json.string('item_id'), version: json.int64('version') };
  json.done();
  return item;
}
