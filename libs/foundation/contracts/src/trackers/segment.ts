import { isStarsError } from '@stars/errors';
import { checkInteraction, interactionFromJson } from '../checked-messages.js';
import { checkEventTime, type EventClock } from '../event-time.js';
import type { Interaction } from '../generated/stars/v1/interaction.js';
import { isObject } from '../kinds/kind.js';
import { meaningOf } from './event-meaning.js';

type Row = Readonly<Record<string, unknown>>;

/**
 * One call of Segment or RudderStack as rows of events: a `track` has its product, or a list of them, in `properties`. An event without
 * a product is one row without an item.
 */
export function segmentRows(call: Row): Record<string, unknown>[] {
  const properties = objectOf(call['properties']);
  const kind = call['type'] ?? 'track';
  const id = call['messageId'];
  const event = {
    type: kind === 'track' ? call['event'] : kind,
    time: call['timestamp'] ?? call['originalTimestamp'] ?? call['sentAt'] ?? call['receivedAt'],
    user_id: call['userId'],
    anonymous_id: call['anonymousId'],
    event_id: id,
    order_id: properties['order_id'] ?? properties['checkout_id'],
  };
  const line = ({ product_id, sku, quantity }: Row) => ({ item_id: product_id ?? sku, variant_id: sku, quantity });
  const products = Array.isArray(properties['products']) ? properties['products'].filter(isObject) : [];
  if (products.length === 0) return [{ ...event, ...line(properties) }];
  const idOf = (n: number): string | undefined => (typeof id === 'string' ? `${id}/${n}` : undefined);
  return products.map((product, n) => ({ ...event, ...line(product), event_id: idOf(n) }));
}

/** Why an event of a call is not stored. */
export interface NotStored {
  /** Of the call in its batch. */
  index: number;
  code: string;
  message: string;
  /** Its path in the request, if a field is at fault. */
  field?: string;
}

/** What calls become: every event of theirs is in one of the three lists. */
export interface SegmentEvents {
  interactions: Interaction[];
  /** Of no kind that counts, or without a product. */
  ignored: NotStored[];
  rejected: NotStored[];
}

/** What our fields are in a call. */
const FIELDS: Readonly<Record<string, string>> = {
  user_id: 'userId',
  item_id: 'properties.product_id',
  time: 'timestamp',
  event_id: 'messageId',
  quantity: 'properties.quantity',
};

/**
 * Calls as the libraries of Segment and RudderStack send them. Bad ones are rejected one by one, because the libraries would drop a whole
 * batch that is refused.
 * @param path Of the calls, such as `batch`; empty for a single one
 */
export function segmentEvents(calls: readonly unknown[], clock: EventClock, path: string): SegmentEvents {
  const read: SegmentEvents = { interactions: [], ignored: [], rejected: [] };
  for (const [index, call] of calls.entries()) {
    const place = path === '' ? '' : `${path}[${index}]`;
    if (!isObject(call)) {
      read.rejected.push({ index, code: 'STARS_INVALID_FIELD', message: 'must be an object', field: place });
      continue;
    }
    for (const row of segmentRows(call)) readRow(row, index, place, clock, read);
  }
  return read;
}

function readRow(row: Row, index: number, place: string, clock: EventClock, read: SegmentEvents): void {
  const name = String(row['type'] ?? '').slice(0, 64);
  const type = meaningOf(name);
  const itemId = textOf(row['item_id']);
  if (type === undefined || type === 'none' || itemId === undefined) {
    const message = type === undefined || type === 'none' ? 'is no kind of event that counts' : 'is of no product';
    read.ignored.push({ index, code: 'STARS_UNKNOWN_TYPE', message: `${JSON.stringify(name)} ${message}` });
    return;
  }
  try {
    const event = interactionFromJson({
      ...{ type, item_id: itemId, user_id: textOf(row['user_id']) ?? textOf(row['anonymous_id']) },
      ...{ time: row['time'], event_id: textOf(row['event_id']), session_id: textOf(row['order_id']) },
      ...{ quantity: row['quantity'] === undefined ? undefined : Number(row['quantity']) },
    });
    checkInteraction(event);
    checkEventTime(event, clock);
    read.interactions.push(event);
  } catch (error) {
    if (!isStarsError(error)) throw error;
    const field = [place, FIELDS[error.field ?? ''] ?? error.field].filter(Boolean).join('.');
    read.rejected.push({ index, code: error.code, message: error.message, field });
  }
}

const objectOf = (value: unknown): Row => (isObject(value) ? value : {});

/** An id may be a number. Undefined if there is none. */
const textOf = (value: unknown): string | undefined =>
  value === undefined || value === null || value === '' ? undefined : String(value);
