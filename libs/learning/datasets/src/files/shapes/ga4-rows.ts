import { isObject } from '../source-row.js';
import type { FileShape } from './file-shape.js';

/**
 * Events of Google Analytics 4 as BigQuery exports them: parameters are a list of names and values, and the products of
 * an event are a list of their own. An event without a product stays one row without an item.
 */
export const GA4_ROWS: FileShape = {
  kind: 'events',
  name: 'a BigQuery export of Google Analytics 4',
  fits: ({ columns }) =>
    columns.includes('event_name') && (columns.includes('event_params') || columns.includes('items')),
  columns: [
    ...['event_name', 'event_timestamp', 'user_id', 'user_pseudo_id', 'ga_session_id', 'transaction_id'],
    ...['item_id', 'quantity'],
  ],
  unfolds: ['event_params', 'items', 'ecommerce'],
  begin: () => (record) => {
    const params = paramsOf(record['event_params']);
    const ecommerce = isObject(record['ecommerce']) ? record['ecommerce'] : {};
    const session = params['ga_session_id'];
    const event = {
      event_name: record['event_name'],
      event_timestamp: record['event_timestamp'],
      user_id: record['user_id'],
      user_pseudo_id: record['user_pseudo_id'],
      // Analytics counts sessions by user.
      ga_session_id: session === undefined ? undefined : `${String(record['user_pseudo_id'] ?? '')}.${String(session)}`,
      transaction_id: set(ecommerce['transaction_id']) ?? set(params['transaction_id']),
    };
    const items = Array.isArray(record['items']) ? record['items'].filter(isObject) : [];
    if (items.length === 0) return [event];
    return items.map((item) => ({
      ...event,
      item_id: set(item['item_id']) ?? set(item['item_name']),
      quantity: item['quantity'],
    }));
  },
};

/** What Analytics writes for "nothing". */
const set = (value: unknown): unknown => (value === '(not set)' || value === '' || value === null ? undefined : value);

function paramsOf(list: unknown): Record<string, unknown> {
  if (!Array.isArray(list)) return {};
  return Object.fromEntries(
    list.filter(isObject).map(({ key, value }) => {
      const filled = isObject(value) ? Object.values(value).find((each) => each !== null && each !== undefined) : value;
      return [String(key), filled];
    }),
  );
}
