import { CatalogItem } from '@stars/contracts';

/** A valid item with the fields that matter to a test. */
export function catalogItem(part: Partial<CatalogItem>): CatalogItem {
  return CatalogItem.fromPartial({ tenantId: 'default', itemId: 'item', version: 1, title: 'Whole milk', ...part });
}
