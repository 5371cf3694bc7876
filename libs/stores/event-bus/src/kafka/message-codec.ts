import { PROTO_PACKAGE } from '@stars/contracts';
import type { BusMessage, OutgoingMessage } from '../port.js';
import { checkValue } from '../value-limit.js';
import type { KafkaRecord } from './cluster.js';

/** Headers that the bus adds to a message's own. */
export const KAFKA_HEADERS = {
  /** The message's id; without it the id is `topic/partition/offset`. */
  id: 'stars-event-id',
  /** The package of the value's type, such as `stars.v1`. */
  schema: 'stars-schema',
} as const;

export interface OutgoingRecord {
  key: Buffer;
  /** Null for a tombstone. */
  value: Buffer | null;
  headers: Record<string, string>;
}

/** A message as it goes to the broker. Errors: `STARS_TOO_LARGE` for a value over 8 MiB. */
export function toRecord(message: OutgoingMessage): OutgoingRecord {
  const { key, id, value, headers } = message;
  checkValue(value);
  return {
    key: Buffer.from(key),
    value: Buffer.from(value.buffer, value.byteOffset, value.byteLength),
    headers: {
      ...headers,
      [KAFKA_HEADERS.id]: id,
      [KAFKA_HEADERS.schema]: PROTO_PACKAGE,
    },
  };
}

/** Most messages have no headers of their own. */
const NO_HEADERS: Record<string, string> = Object.freeze({});

/** Undefined for a tombstone, which is not a message: it removes the key's messages from a compacted topic. */
export function toBusMessage(topic: string, partition: number, record: KafkaRecord): BusMessage | undefined {
  if (record.value === null) return undefined;
  let headers = NO_HEADERS;
  let id: string | undefined;
  for (const name in record.headers) {
    if (name === KAFKA_HEADERS.schema) continue;
    const given = record.headers[name];
    // Of several headers of one name the last counts.
    const value = String((Array.isArray(given) ? given.at(-1) : given) ?? '');
    if (name === KAFKA_HEADERS.id) {
      id = value;
    } else {
      if (headers === NO_HEADERS) headers = {};
      headers[name] = value;
    }
  }
  return {
    topic,
    partition,
    offset: Number(record.offset),
    key: record.key === null ? '' : record.key.toString(),
    id: id ?? `${topic}/${partition}/${record.offset}`,
    headers,
    value: record.value,
  };
}

/** Approximate size of a record on the wire, bytes. */
export function recordBytes({ key, value, headers }: OutgoingRecord): number {
  let bytes = key.byteLength + (value?.byteLength ?? 0) + 64;
  for (const name in headers) bytes += name.length + headers[name]!.length + 4;
  return bytes;
}
