import { isObject } from '../source-row.js';
import type { FileShape } from './file-shape.js';

/**
 * Calls of Segment: a `track` has its product, or a list of them, in `properties`. An `identify` joins two ids of a person.
 * `docs` of the properties: Segment's e-commerce specification, which RudderStack shares.
 */
export const SEGMENT_ROWS: FileShape = {
  kind: 'events',
  name: 'calls of Segment',
  fits: ({ columns }) =>
    (columns.includes('anonymousId') || columns.includes('userId')) &&
    (columns.includes('properties') || columns.includes('traits')),
  columns: ['event', 'timestamp', 'userId', 'anonymousId', 'messageId', 'order_id', 'product_id', 'sku', 'quantity'],
  unfolds: ['properties', 'type', 'originalTimestamp', 'sentAt', 'receivedAt'],
  begin: () => (record) => {
    const properties = isObject(record['properties']) ? record['properties'] : {};
    const call = record['type'] ?? 'track';
    const event = {
      event: call === 'track' ? record['event'] : call,
      timestamp: record['timestamp'] ?? record['originalTimestamp'] ?? record['sentAt'] ?? record['receivedAt'],
      userId: record['userId'],
      anonymousId: record['anonymousId'],
      messageId: record['messageId'],
      order_id: properties['order_id'] ?? properties['checkout_id'],
    };
    const products = Array.isArray(properties['products']) ? properties['products'].filter(isObject) : [];
    if (products.length > 0) {
      const id = record['messageId'];
      return products.map((product, i) => ({
        ...event,
        ...lineOf(product),
        messageId: typeof id === 'string' ? `${id}/${i}` : undefined,
      }));
    }
    return [{ ...event, ...lineOf(properties) }];
  },
};

const lineOf = ({ product_id, sku, quantity }: Readonly<Record<string, unknown>>): Record<string, unknown> => ({
  product_id: product_id ?? sku,
  sku,
  quantity,
});
