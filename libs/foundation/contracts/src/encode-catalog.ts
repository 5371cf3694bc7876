import { checkCatalogDelete, checkCatalogItem } from './check-catalog.js';
import { type EncodedMessage, encodedMessage } from './encoded-message.js';
import { CatalogChange, type CatalogItem, type CatalogItemDelete } from './generated/stars/v1/catalog.js';
import { LIMITS } from './limits.js';
import { tenantOf } from './message-key.js';

/** Checks an item and makes its `CatalogChange` for `TOPICS.catalog`. One id for each item and version. */
export function encodeCatalogUpsert(item: CatalogItem, path = ''): EncodedMessage {
  checkCatalogItem(item, path);
  const tenantId = tenantOf(item.tenantId);
  const value = CatalogChange.encode({ change: { $case: 'upsert', value: { ...item, tenantId } } }).finish();
  return encodedMessage(tenantId, item.itemId, `${item.itemId}@${item.version}`, value, LIMITS.messageBytes, path);
}

/** Checks a deletion and makes its `CatalogChange` for `TOPICS.catalog`. */
export function encodeCatalogDelete(item: CatalogItemDelete, path = ''): EncodedMessage {
  checkCatalogDelete(item, path);
  const tenantId = tenantOf(item.tenantId);
  const value = CatalogChange.encode({ change: { $case: 'delete', value: { ...item, tenantId } } }).finish();
  // Its own id, so that a bus that remembers the upsert of this version does not drop the deletion.
  const id = `${item.itemId}@${item.version}-delete`;
  return encodedMessage(tenantId, item.itemId, id, value, LIMITS.messageBytes, path);
}
