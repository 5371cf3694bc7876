import type { CatalogItem, CatalogItemPatch } from './generated/stars/v1/catalog.js';

interface FieldPatch {
  version: number;
  /** A price of null is none. */
  value: number | boolean | null;
}

/** The newest patch of each field, such as `price` or `regions/berlin`. */
export type FieldPatches = Readonly<Record<string, FieldPatch>>;

const REGION = 'regions/';

/** What a patch says, by field. */
export function fieldPatches({
  version,
  price,
  salePrice,
  saleEnded,
  inStock,
  regions,
}: CatalogItemPatch): FieldPatches {
  const patches: Record<string, FieldPatch> = {};
  const set = (field: string, value: FieldPatch['value'] | undefined): void => {
    if (value !== undefined) patches[field] = { version, value };
  };
  set('price', price);
  set('sale_price', saleEnded ? null : salePrice);
  set('in_stock', inStock);
  for (const [region, state] of Object.entries(regions)) set(REGION + region, state.inStock);
  return patches;
}

/** A patch as one patch for each of its fields. */
export function patchesByField(patch: CatalogItemPatch): CatalogItemPatch[] {
  const { tenantId, itemId, version } = patch;
  const none = { price: undefined, salePrice: undefined, saleEnded: false, inStock: undefined, regions: {} };
  const parts: Partial<CatalogItemPatch>[] = [
    { price: patch.price },
    { salePrice: patch.salePrice, saleEnded: patch.saleEnded },
    { inStock: patch.inStock },
    ...Object.entries(patch.regions).map(([region, state]) => ({ regions: { [region]: state } })),
  ];
  const single = parts.map((part) => ({ tenantId, itemId, version, ...none, ...part }));
  return single.filter((part) => Object.keys(fieldPatches(part)).length > 0);
}

/** Both together: of each field the later one, of equal versions that of `given`. */
export function mergedPatches(known: FieldPatches, given: FieldPatches): FieldPatches {
  const later = Object.entries(given).filter(([field, { version }]) => version >= (known[field]?.version ?? 0));
  return { ...known, ...Object.fromEntries(later) };
}

/** Those that count beside an item of this version. */
export const patchesFrom = (patches: FieldPatches, version: number): FieldPatches =>
  Object.fromEntries(Object.entries(patches).filter(([, patch]) => patch.version >= version));

/** The item with the patches that count beside it. */
export function patched(item: CatalogItem, patches: FieldPatches): CatalogItem {
  const changed: CatalogItem = { ...item, regions: { ...item.regions } };
  for (const [field, { value }] of Object.entries(patchesFrom(patches, item.version))) {
    const amount = typeof value === 'number' ? value : undefined;
    if (field === 'price') changed.price = amount;
    else if (field === 'sale_price') changed.salePrice = amount;
    else if (field === 'in_stock') changed.inStock = value === true;
    else changed.regions[field.slice(REGION.length)] = { inStock: value === true };
  }
  return changed;
}
