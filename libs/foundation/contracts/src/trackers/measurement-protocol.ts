import { StarsError } from '@stars/errors';
import type { EventClock } from '../event-time.js';
import { isObject } from '../kinds/kind.js';
import { meaningOf, neededFields } from './event-meaning.js';
import { type TrackerEvents, type TrackerRow, trackerEvents } from './tracker-events.js';

type Row = Readonly<Record<string, unknown>>;

/** Broad to fine, as Analytics names them. */
const LEVELS = ['item_category', 'item_category2', 'item_category3', 'item_category4', 'item_category5'];

/** A product of an event of Google Analytics 4, as a row of events has it. */
export function analyticsItem(item: Row): Row {
  const name = set(item['item_name']);
  const levels = LEVELS.map((level) => set(item[level])).filter((level) => level !== undefined);
  return {
    ...{ item_id: set(item['item_id']) ?? name, quantity: item['quantity'] },
    ...{ item_name: name, item_brand: set(item['item_brand']), item_price: set(item['price']) },
    item_category: levels.length === 0 ? undefined : levels,
  };
}

/** What Analytics writes for "nothing". */
const set = (value: unknown): unknown => (value === '(not set)' || value === '' || value === null ? undefined : value);

/** What our fields are in a request. */
const FIELDS: Readonly<Record<string, string>> = {
  user_id: 'client_id',
  anonymous_id: 'client_id',
  item_id: 'params.items',
  time: 'timestamp_micros',
  quantity: 'params.items',
  category: 'params.items',
  query: 'params.search_term',
};

/**
 * What an event of Google Analytics without products of its own is about; undefined for the others. A list of products is of the finest
 * category that all have, else of the category that it is named for.
 */
export function measurementSubject(
  name: unknown,
  items: readonly Readonly<Record<string, unknown>>[],
  { search_term, item_list_name }: Readonly<Record<string, unknown>>,
): Pick<TrackerRow, 'category' | 'query'> | undefined {
  const needed = neededFields(meaningOf(String(name)));
  if (needed.includes('item_id')) return undefined;
  if (needed.includes('query')) return { query: search_term };
  const shared = LEVELS.map((level) => new Set(items.map((item) => set(item[level]))))
    .filter(({ size }) => size === 1)
    .flatMap((values) => [...values])
    .findLast((value) => value !== undefined);
  return { category: shared ?? item_list_name };
}

/**
 * A request as the Measurement Protocol of Google Analytics 4 has it: a device or a user, and events with their products in
 * `params.items`. An event without a time happened when it came. Errors: `STARS_FIELD_REQUIRED` without a list of events.
 */
export function measurementEvents(body: unknown, clock: EventClock): TrackerEvents {
  const { client_id, app_instance_id, user_id, timestamp_micros, events } = isObject(body) ? body : {};
  if (!Array.isArray(events)) {
    throw new StarsError('STARS_FIELD_REQUIRED', 'events must be a list of events', { field: 'events' });
  }
  const rowsOf = (event: Readonly<Record<string, unknown>>): TrackerRow[] => {
    const params = isObject(event['params']) ? event['params'] : {};
    const items = Array.isArray(params['items']) ? params['items'].filter(isObject) : [];
    const common = {
      ...{ type: event['name'], user_id, anonymous_id: client_id ?? app_instance_id },
      order_id: params['transaction_id'],
      time: timeOf(event['timestamp_micros'] ?? timestamp_micros ?? 1000 * clock.now),
    };
    const subject = measurementSubject(event['name'], items, params);
    if (subject) return [{ ...common, ...subject }];
    return items.length > 0 ? items.map((item) => ({ ...common, ...analyticsItem(item) })) : [common];
  };
  return trackerEvents({ calls: events, path: 'events', fields: FIELDS, logins: ['login', 'sign_up'], rowsOf }, clock);
}

/** What is no time is left to the check of the event. */
function timeOf(micros: unknown): unknown {
  const time = new Date(Number(micros) / 1000);
  return Number.isNaN(time.getTime()) ? micros : time.toISOString();
}
