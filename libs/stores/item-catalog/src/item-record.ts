import { CatalogItem, isScalar, tenantOf } from '@stars/contracts';

/** One value for filters. */
export interface FilterValue {
  /** `category` or `attributes.NAME`. */
  field: string;
  text: string;
  /** Present if the value is a single number. */
  number: number | null;
}

const byName = ([a]: [string, unknown], [b]: [string, unknown]): number => (a < b ? -1 : a > b ? 1 : 0);
const sorted = <T>(record: Record<string, T>): Record<string, T> =>
  Object.fromEntries(Object.entries(record).sort(byName));

/** The item's bytes: the same for the same content, whatever the order of its attributes and regions. */
export function itemBytes(item: CatalogItem): Uint8Array {
  return CatalogItem.encode({
    ...item,
    tenantId: tenantOf(item.tenantId),
    attributes: item.attributes && sorted(item.attributes),
    regions: sorted(item.regions),
  }).finish();
}

/** Values of the item for `in` and `range` that are not columns; each (field, text) once. */
export function filterValues(item: CatalogItem): FilterValue[] {
  const values = [...new Set(item.category)].map((text): FilterValue => ({ field: 'category', text, number: null }));
  for (const [name, value] of Object.entries(item.attributes ?? {})) {
    const field = `attributes.${name}`;
    if (Array.isArray(value)) {
      const texts = new Set(value.filter(isScalar).map(String));
      for (const text of texts) values.push({ field, text, number: null });
    } else if (isScalar(value)) {
      values.push({ field, text: String(value), number: typeof value === 'number' ? value : null });
    }
  }
  return values;
}
