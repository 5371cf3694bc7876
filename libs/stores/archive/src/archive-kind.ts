import {
  decodeMessage,
  type Impression,
  type Interaction,
  interactionTypeName,
  isIdentify,
  type MessageOfTopic,
  TOPICS,
  tenantOf,
  timeOfChange,
} from '@stars/contracts';
import type { AppendedType } from '@stars/duckdb';
import { StarsError } from '@stars/errors';
import type { BusMessage } from '@stars/event-bus';

type Value = string | number | bigint | boolean | null;

/** A column of the files of a kind. */
export interface ArchiveColumn {
  name: string;
  /** How its values are collected. */
  type: AppendedType;
  /** How a collected value becomes that of the file: SQL; absent: as it is. */
  select?: string;
}

/** The row of a message. `time` decides on its day. */
export interface ArchiveRow {
  tenant: string;
  /** Milliseconds since 1970. */
  time: number;
  /** In the order of the kind's own columns. */
  values: Value[];
}

/** What is archived of one topic, under `kind=NAME`. Schema: docs/reference/archive.md. */
export interface ArchiveKind {
  name: string;
  topic: keyof MessageOfTopic;
  /** Columns of its own; `COMMON_COLUMNS` follow them. */
  columns: readonly ArchiveColumn[];
  /** Two rows with the same value here are one. */
  identity?: string;
  /** Rows of one file are in the order of these columns. */
  order: string;
  /** Whether its rows have a `user_id`, so that erasures concern them. */
  holdsUsers: boolean;
  /** Undefined for what is not kept. @param now the time of a message that has none, ms. Errors: those of a message that cannot be read. */
  rowOf(message: BusMessage, now: number): ArchiveRow | undefined;
}

export const text = (name: string): ArchiveColumn => ({ name, type: 'text' });
const number = (name: string): ArchiveColumn => ({ name, type: 'double' });
const bytes = (name: string): ArchiveColumn => ({ name, type: 'text', select: `from_base64(${name})` });
const given = (value: string): string | null => (value === '' ? null : value);
const base64 = (value: Uint8Array): string => Buffer.from(value).toString('base64');

/** Columns that end the rows of every kind: when it happened, and the message that it came from. */
export const COMMON_COLUMNS: readonly ArchiveColumn[] = [
  { name: 'time', type: 'bigint', select: 'make_timestamp_ms(time)::TIMESTAMPTZ' },
  { name: 'bus_partition', type: 'bigint', select: 'bus_partition::INTEGER' },
  { name: 'bus_offset', type: 'bigint' },
];

/** What names a folder. */
const TENANT = /^[A-Za-z0-9][A-Za-z0-9_.-]{0,63}$/;
/** What a `Date` can hold, ms. */
const MOST_MS = 8.64e15;

/** The row of a message, checked: producers that bypass the API may send anything. Errors: as `rowOf`. */
export function checkedRow(kind: ArchiveKind, message: BusMessage, now: number): ArchiveRow | undefined {
  const row = kind.rowOf(message, now);
  if (row === undefined) return undefined;
  if (TENANT.test(row.tenant) && Math.abs(row.time) <= MOST_MS) return { ...row, time: Math.trunc(row.time) };
  throw new StarsError('STARS_POISON_MESSAGE', 'has a tenant or a time that no archive can have');
}

/** The values of `COMMON_COLUMNS`. */
export const commonValues = (message: BusMessage, time: number): Value[] => [
  BigInt(time),
  BigInt(message.partition),
  BigInt(message.offset),
];

function timeOf(event: Pick<Interaction | Impression, 'time'>): number {
  const time = event.time?.getTime();
  if (time === undefined || Number.isNaN(time)) throw new StarsError('STARS_INVALID_TIME', 'has no time');
  return time;
}

const interaction: ArchiveKind = {
  name: 'interaction',
  topic: TOPICS.interactions,
  identity: 'event_id',
  order: 'user_id, time, bus_partition, bus_offset',
  holdsUsers: true,
  columns: [
    ...['event_id', 'user_id', 'item_id', 'type', 'own_kind', 'session_id', 'page_id', 'region'].map(text),
    ...['quantity', 'value'].map(number),
    ...['recommendation_id', 'category', 'brand', 'query'].map(text),
  ],
  rowOf(message) {
    const event = decodeMessage(TOPICS.interactions, message.value);
    // What it moves comes as events of the user. No long memory has which user a stranger was.
    if (isIdentify(event)) return undefined;
    const optional = [event.kind, event.sessionId, event.pageId, event.region].map(given);
    return {
      tenant: tenantOf(event.tenantId),
      time: timeOf(event),
      values: [
        ...[
          event.eventId || message.id,
          event.userId,
          event.itemId,
          given(interactionTypeName(event.type)),
          ...optional,
        ],
        ...[event.quantity === 0 ? null : event.quantity, event.value ?? null],
        ...[event.recommendationId, event.category, event.brand, event.query].map(given),
      ],
    };
  },
};

const impression: ArchiveKind = {
  name: 'impression',
  topic: TOPICS.impressions,
  identity: 'event_id',
  order: 'user_id, time, bus_partition, bus_offset',
  holdsUsers: true,
  columns: [
    ...['event_id', 'user_id', 'page_id', 'surface', 'region', 'recommendation_id'].map(text),
    { name: 'confirmed', type: 'boolean' },
    {
      name: 'items',
      type: 'text',
      select: `from_json(items, '[{"item_id":"VARCHAR","position":"INTEGER","propensity":"DOUBLE","placement":"VARCHAR"}]')`,
    },
    ...['model_version', 'lists'].map(text),
  ],
  rowOf(message) {
    const event = decodeMessage(TOPICS.impressions, message.value);
    const items = event.items.map(({ itemId, position, propensity, placement = null }) => ({
      ...{ item_id: itemId, position, placement },
      propensity: propensity === 0 ? null : propensity,
    }));
    const optional = [event.surface, event.region, event.recommendationId].map(given);
    return {
      tenant: tenantOf(event.tenantId),
      time: timeOf(event),
      values: [
        event.eventId || message.id,
        event.userId,
        event.pageId,
        ...optional,
        event.confirmed,
        JSON.stringify(items),
        given(event.modelVersion),
        event.lists.length === 0 ? null : JSON.stringify(event.lists),
      ],
    };
  },
};

const user: ArchiveKind = {
  name: 'user',
  topic: TOPICS.users,
  order: 'user_id, version, bus_partition, bus_offset',
  holdsUsers: true,
  columns: [text('user_id'), { name: 'version', type: 'bigint' }, text('features')],
  rowOf(message, now) {
    const { change } = decodeMessage(TOPICS.users, message.value);
    if (change?.$case !== 'upsert') throw new StarsError('STARS_POISON_MESSAGE', 'is no change of a user');
    const { tenantId, userId, version, features } = change.value;
    const values = [userId, BigInt(version), JSON.stringify(features ?? {})];
    return { tenant: tenantOf(tenantId), time: timeOfChange(message) ?? now, values };
  },
};

const context: ArchiveKind = {
  name: 'context',
  topic: TOPICS.context,
  identity: 'event_id',
  order: 'region, time, bus_partition, bus_offset',
  holdsUsers: false,
  columns: [text('event_id'), text('region'), bytes('value')],
  rowOf(message, now) {
    const signal = decodeMessage(TOPICS.context, message.value);
    return {
      tenant: tenantOf(signal.tenantId),
      time: signal.validFrom?.getTime() ?? now,
      values: [signal.eventId || message.id, given(signal.region), base64(message.value)],
    };
  },
};

const item: ArchiveKind = {
  name: 'item',
  topic: TOPICS.catalog,
  order: 'item_id, version, bus_partition, bus_offset',
  holdsUsers: false,
  columns: [text('item_id'), { name: 'version', type: 'bigint' }, { name: 'deleted', type: 'boolean' }, bytes('value')],
  rowOf(message, now) {
    const { change } = decodeMessage(TOPICS.catalog, message.value);
    if (!change) throw new StarsError('STARS_POISON_MESSAGE', 'is no change of an item');
    const { tenantId, itemId, version } = change.value;
    const values = [itemId, BigInt(version), change.$case === 'delete', base64(message.value)];
    return { tenant: tenantOf(tenantId), time: timeOfChange(message) ?? now, values };
  },
};

const itemFeatures: ArchiveKind = {
  name: 'item-features',
  topic: TOPICS.itemFeatures,
  order: 'item_id, version, bus_partition, bus_offset',
  holdsUsers: false,
  columns: item.columns,
  rowOf(message, now) {
    const { tenantId, itemId, itemVersion, deleted } = decodeMessage(TOPICS.itemFeatures, message.value);
    const values = [itemId, BigInt(itemVersion), deleted, base64(message.value)];
    return { tenant: tenantOf(tenantId), time: timeOfChange(message) ?? now, values };
  },
};

/** Everything that training reads, and the catalogue. */
export const ARCHIVE_KINDS: readonly ArchiveKind[] = [interaction, impression, user, context, item, itemFeatures];

export const kindNamed = (name: string): ArchiveKind => ARCHIVE_KINDS.find((kind) => kind.name === name)!;
