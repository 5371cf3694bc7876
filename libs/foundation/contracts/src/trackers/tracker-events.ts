import { isStarsError } from '@stars/errors';
import { catalogItemFromJson, checkCatalogItem, checkInteraction, interactionFromJson } from '../checked-messages.js';
import { checkEventTime, type EventClock } from '../event-time.js';
import type { CatalogItem } from '../generated/stars/v1/catalog.js';
import type { Interaction } from '../generated/stars/v1/interaction.js';
import { isObject } from '../kinds/kind.js';
import { meaningOf, type NeededField, neededFields } from './event-meaning.js';

/** Why an event of a tracker is not stored. */
export interface NotStored {
  /** Of the call in its batch. */
  index: number;
  code: string;
  message: string;
  /** Its path in the request, if a field is at fault. */
  field?: string;
}

/** What calls of a tracker become: every event of theirs is in one of the three lists. */
export interface TrackerEvents {
  interactions: Interaction[];
  /** Items of these interactions, as far as events name them: the last name counts. Of version 1, which is older than any of a shop. */
  items: ReadonlyMap<string, CatalogItem>;
  /** Of no kind that counts, or without a product or what else it needs. */
  ignored: NotStored[];
  rejected: NotStored[];
}

/** What an event may say of its item. */
type NamePart = 'item_name' | 'item_brand' | 'item_category' | 'item_image' | 'item_link';

/** An event of a tracker: its name, product and people as they were sent. */
export type TrackerRow = Readonly<
  Partial<
    Record<
      'type' | NeededField | 'user_id' | 'anonymous_id' | 'time' | 'event_id' | 'order_id' | 'quantity' | NamePart,
      unknown
    >
  >
>;

/** How a tracker's calls are read. */
export interface TrackerCalls {
  calls: readonly unknown[];
  /** Where they are in the request, such as `batch`; empty for a single call. */
  path: string;
  /** What our fields are called in a call. */
  fields: Readonly<Record<string, string>>;
  /** Names of events that say, with both ids, which user somebody is from now on. */
  logins: readonly string[];
  /** A call without a product is one row without an item. */
  rowsOf(call: Readonly<Record<string, unknown>>): readonly TrackerRow[];
}

type ReadEvents = TrackerEvents & { items: Map<string, CatalogItem> };

/** Reads calls: a bad event is rejected alone, because trackers would drop all that was sent with it. */
export function trackerEvents({ calls, path, fields, logins, rowsOf }: TrackerCalls, clock: EventClock): TrackerEvents {
  const read: ReadEvents = { interactions: [], items: new Map(), ignored: [], rejected: [] };
  for (const [index, call] of calls.entries()) {
    const place = { index, path: path === '' ? '' : `${path}[${index}]`, fields, logins };
    if (isObject(call)) for (const row of rowsOf(call)) addRow(row, place, clock, read);
    else read.rejected.push({ index, code: 'STARS_INVALID_FIELD', message: 'must be an object', field: place.path });
  }
  return read;
}

/** Adds the event of a row to one of the lists. */
function addRow(
  row: TrackerRow,
  { index, path, fields, logins }: Pick<TrackerCalls, 'path' | 'fields' | 'logins'> & { index: number },
  clock: EventClock,
  read: ReadEvents,
): void {
  const name = String(row.type ?? '').slice(0, 64);
  const ids = { user_id: textOf(row.user_id), anonymous_id: textOf(row.anonymous_id) };
  const isLogin = logins.includes(name) && ids.user_id !== undefined && ids.anonymous_id !== undefined;
  const type = isLogin ? 'identify' : meaningOf(name);
  const needed = isLogin ? [] : neededFields(meaningOf(name));
  const missing = needed.find((field) => textOf(row[field]) === undefined);
  if (type === undefined || type === 'none' || missing !== undefined) {
    const lack = missing === 'item_id' ? 'is of no product' : `has no ${missing}`;
    const message = type === undefined || type === 'none' ? 'is no kind of event that counts' : lack;
    read.ignored.push({ index, code: 'STARS_UNKNOWN_TYPE', message: `${JSON.stringify(name)} ${message}` });
    return;
  }
  try {
    const event = interactionFromJson({
      ...{ type, ...ids },
      ...{ time: row.time, event_id: textOf(row.event_id), session_id: textOf(row.order_id) },
      ...Object.fromEntries(needed.map((field) => [field, textOf(row[field])])),
      ...{ quantity: numberOf(row.quantity), ...(type === 'rating' && { value: numberOf(row.value) }) },
    });
    checkInteraction(event);
    checkEventTime(event, clock);
    read.interactions.push(event);
    const item = namedItem(row, event.itemId);
    if (item) read.items.set(item.itemId, item);
  } catch (error) {
    if (!isStarsError(error)) throw error;
    const field = [path, fields[error.field ?? ''] ?? error.field].filter(Boolean).join('.');
    read.rejected.push({ index, code: error.code, message: error.message, field });
  }
}

/** The item as an event names it; undefined if it has no name, or none that an item can have. */
function namedItem({ item_name, item_brand, item_category, item_image, item_link }: TrackerRow, itemId: string) {
  if (textOf(item_name) === undefined) return undefined;
  const [brand, image, link] = [textOf(item_brand), textOf(item_image), textOf(item_link)];
  const category = [item_category].flat().filter((level) => textOf(level) !== undefined);
  try {
    const item = catalogItemFromJson({ item_id: itemId, title: item_name, brand, category, image, link, version: 1 });
    checkCatalogItem(item);
    return item;
  } catch (error) {
    if (!isStarsError(error)) throw error;
    return undefined;
  }
}

/** An id may be a number. Undefined if there is none. */
const textOf = (value: unknown): string | undefined =>
  value === undefined || value === null || value === '' ? undefined : String(value);

const numberOf = (value: unknown): number | undefined => (value === undefined ? undefined : Number(value));
