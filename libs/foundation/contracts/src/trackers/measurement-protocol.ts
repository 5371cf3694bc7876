import { StarsError } from '@stars/errors';
import type { EventClock } from '../event-time.js';
import { isObject } from '../kinds/kind.js';
import { addTrackerRow, type TrackerEvents } from './tracker-events.js';

/** What our fields are in a request. */
const FIELDS: Readonly<Record<string, string>> = {
  user_id: 'client_id',
  item_id: 'params.items',
  time: 'timestamp_micros',
  quantity: 'params.items',
};

/**
 * A request as the Measurement Protocol of Google Analytics 4 has it: a device or a user, and events with their products in
 * `params.items`. An event without a time happened when it came. Errors: `STARS_FIELD_REQUIRED` without a list of events.
 */
export function measurementEvents(body: unknown, clock: EventClock): TrackerEvents {
  const { client_id, app_instance_id, user_id, timestamp_micros, events } = isObject(body) ? body : {};
  if (!Array.isArray(events)) {
    throw new StarsError('STARS_FIELD_REQUIRED', 'events must be a list of events', { field: 'events' });
  }
  const read: TrackerEvents = { interactions: [], ignored: [], rejected: [] };
  for (const [index, event] of events.entries()) {
    const place = { index, path: `events[${index}]`, fields: FIELDS };
    if (!isObject(event)) {
      read.rejected.push({ index, code: 'STARS_INVALID_FIELD', message: 'must be an object', field: place.path });
      continue;
    }
    const params = isObject(event['params']) ? event['params'] : {};
    const items = Array.isArray(params['items']) ? params['items'].filter(isObject) : [];
    const common = {
      ...{
        type: event['name'],
        user_id,
        anonymous_id: client_id ?? app_instance_id,
        order_id: params['transaction_id'],
      },
      time: timeOf(event['timestamp_micros'] ?? timestamp_micros ?? 1000 * clock.now),
    };
    for (const { item_id, item_name, quantity } of items.length > 0 ? items : [{}]) {
      addTrackerRow({ ...common, item_id: item_id ?? item_name, quantity }, place, clock, read);
    }
  }
  return read;
}

/** What is no time is left to the check of the event. */
function timeOf(micros: unknown): unknown {
  const time = new Date(Number(micros) / 1000);
  return Number.isNaN(time.getTime()) ? micros : time.toISOString();
}
