import { CatalogItem } from '@stars/contracts';

/** A valid item, where the test says only what matters to it. */
export function catalogItem(part: Partial<CatalogItem>): CatalogItem {
  return CatalogItem.fromPartial({ tenantId: 'default', itemId: 'item', version: 1, title: 'Whole milk', ...part });
}
