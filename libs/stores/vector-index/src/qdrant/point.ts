import { hash } from 'node:crypto';
import { type ItemTerms, itemTerms } from '@stars/contracts';
import type { VectorPayload } from '../port.js';

/** What Qdrant keeps of an item beside its vector: what filters read, as `itemTerms` has it, and the id. */
export interface PointPayload extends Pick<ItemTerms, 'attributes' | 'numbers'> {
  item_id: string;
  brand: string;
  category: string[];
  price?: number;
  sold_in: string[];
}

/**
 * Payload fields that filters look into, by the kind of their index. A graph gets further edges among the points of each
 * value that many points have, but not of each region: that multiplies the work where items name many.
 */
export const INDEXED_FIELDS = {
  brand: 'keyword',
  category: 'keyword',
  attributes: 'keyword',
  sold_in: { type: 'keyword', enable_hnsw: false },
  price: 'float',
  'numbers[].name': 'keyword',
  'numbers[].value': 'float',
} as const;

/** A name space of ours for ids by name (RFC 9562, version 5). */
const NAMESPACE = Buffer.from('8f2d1c6e4b7a5093a1e65d3c9b0f7284', 'hex');

/** The id of an item's point: Qdrant takes UUIDs, and this one follows from the item's id. */
export function pointId(itemId: string): string {
  const bytes = hash('sha1', Buffer.concat([NAMESPACE, Buffer.from(itemId)]), 'buffer').subarray(0, 16);
  bytes[6] = (bytes[6]! & 0x0f) | 0x50;
  bytes[8] = (bytes[8]! & 0x3f) | 0x80;
  return bytes.toString('hex').replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-');
}

export function pointPayload(itemId: string, payload: VectorPayload): PointPayload {
  const { attributes, numbers, soldIn } = itemTerms({ itemId, ...payload });
  const { brand, category, price } = payload;
  return {
    item_id: itemId,
    brand,
    category,
    ...(price === undefined ? {} : { price }),
    attributes,
    numbers,
    sold_in: soldIn,
  };
}
