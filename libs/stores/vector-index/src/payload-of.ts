import { type CatalogItem, filterFieldsOf } from '@stars/contracts';
import type { VectorPayload } from './port.js';

/** What the vector index keeps of an item, so that searches can filter. */
export function payloadOf(item: CatalogItem): VectorPayload {
  const { itemId: _, ...payload } = filterFieldsOf(item);
  return payload;
}
