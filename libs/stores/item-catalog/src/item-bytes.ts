import { CatalogItem, tenantOf } from '@stars/contracts';

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
