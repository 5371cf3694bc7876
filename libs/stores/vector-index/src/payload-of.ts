import { type CatalogItem, filterFieldsOf } from '@stars/contracts';
import type { VectorPayload } from './port.js';

/** What the vector index keeps of an item, so that searches can filter. */
export function payloadOf(item: CatalogItem): VectorPayload {
  const { brand, category, price, attributes, regions } = filterFieldsOf(item);
  return {
    brand,
    category: [...category],
    ...(price === undefined ? {} : { price }),
    attributes: { ...attributes },
    regions: { ...regions },
  };
}
