import type { EventClock } from '../event-time.js';
import { isObject } from '../kinds/kind.js';
import { meaningOf, neededFields } from './event-meaning.js';
import { type TrackerEvents, trackerEvents } from './tracker-events.js';

type Row = Readonly<Record<string, unknown>>;

/**
 * One call of Segment or RudderStack as rows of events: a `track` has its product, or a list of them, in `properties`. An event without
 * a product is one row without an item, such as a search.
 */
export function segmentRows(call: Row): Record<string, unknown>[] {
  const properties = objectOf(call['properties']);
  const kind = call['type'] ?? 'track';
  const id = call['messageId'];
  const event = {
    type: kind === 'track' ? call['event'] : kind,
    time: call['timestamp'] ?? call['originalTimestamp'] ?? call['sentAt'] ?? call['receivedAt'],
    user_id: call['userId'],
    // An alias names who the user was.
    anonymous_id: call['anonymousId'] ?? (kind === 'alias' ? call['previousId'] : undefined),
    event_id: id,
    order_id: properties['order_id'] ?? properties['checkout_id'],
    currency: properties['currency'],
  };
  const line = ({ product_id, sku, quantity, ...product }: Row) => ({
    ...{ item_id: product_id ?? sku, variant_id: sku, quantity },
    ...{ item_name: product['name'], item_brand: product['brand'], item_category: product['category'] },
    ...{ item_price: product['price'], item_image: product['image_url'], item_link: product['url'] },
  });
  const { category, query, rating: value } = properties;
  if (!neededFields(meaningOf(String(event.type))).includes('item_id')) return [{ ...event, category, query }];
  const products = Array.isArray(properties['products']) ? properties['products'].filter(isObject) : [];
  if (products.length === 0) return [{ ...event, ...line(properties), value }];
  const idOf = (n: number): string | undefined => (typeof id === 'string' ? `${id}/${n}` : undefined);
  return products.map((product, n) => ({ ...event, ...line(product), event_id: idOf(n) }));
}

/** What our fields are in a call. */
const FIELDS: Readonly<Record<string, string>> = {
  user_id: 'userId',
  anonymous_id: 'anonymousId',
  item_id: 'properties.product_id',
  time: 'timestamp',
  event_id: 'messageId',
  quantity: 'properties.quantity',
  value: 'properties.rating',
  category: 'properties.category',
  query: 'properties.query',
};

/**
 * Calls as the libraries of Segment and RudderStack send them.
 * @param path Of the calls, such as `batch`; empty for a single one
 */
export const segmentEvents = (calls: readonly unknown[], clock: EventClock, path: string): TrackerEvents =>
  trackerEvents({ calls, path, fields: FIELDS, logins: ['identify', 'alias'], rowsOf: segmentRows }, clock);

const objectOf = (value: unknown): Row => (isObject(value) ? value : {});
