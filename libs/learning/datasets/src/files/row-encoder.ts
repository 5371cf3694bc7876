import {
  asBackfill,
  type ContextSignal,
  catalogItemFromJson,
  contextFromJson,
  type EncodedMessage,
  encodeCatalogUpsert,
  encodeContextSignal,
  encodeImpression,
  encodeInteraction,
  encodeUserUpsert,
  impressionFromJson,
  interactionFromJson,
  OccurrenceIds,
  TOPICS,
  type Topic,
  userFromJson,
} from '@stars/contracts';
import { ContextGathering } from './context-gathering.js';
import type { RowKindName } from './row-kind.js';

/** Turns rows of one file into messages. */
export interface RowEncoder {
  topic: Topic;
  /** The message that this row completes, if any. Throws a StarsError for an invalid row. */
  encode(row: unknown): EncodedMessage | undefined;
  /** The message of the last gathered rows, if any. */
  end(): EncodedMessage | undefined;
}

const DAY_MS = 86_400_000;

/**
 * @param version Of items and users whose row has none: the file's time of change in ms, so that importing the same
 * file again changes nothing and a newer one wins.
 */
export function rowEncoder(kind: RowKindName, version: number): RowEncoder {
  const ids = new OccurrenceIds();
  const simple = (topic: Topic, encode: RowEncoder['encode']): RowEncoder => ({ topic, encode, end: () => undefined });
  switch (kind) {
    case 'items':
      return simple(TOPICS.catalog, (row) => {
        const item = catalogItemFromJson(row);
        return asBackfill(encodeCatalogUpsert({ ...item, version: item.version || version }));
      });
    case 'users':
      return simple(TOPICS.users, (row) => {
        const user = userFromJson(row);
        return encodeUserUpsert({ ...user, version: user.version || version });
      });
    case 'events':
      return simple(TOPICS.interactions, (row) => {
        const event = interactionFromJson(row);
        return encodeInteraction({ ...event, eventId: event.eventId || ids.idFor(event) });
      });
    case 'impressions':
      return simple(TOPICS.impressions, (row) => {
        const impression = impressionFromJson(row);
        return encodeImpression({ ...impression, eventId: impression.eventId || ids.idFor(impression) });
      });
    case 'context':
      return contextEncoder(ids);
  }
}

function contextEncoder(ids: OccurrenceIds): RowEncoder {
  const gathering = new ContextGathering();
  const encode = (signal: ContextSignal | undefined) =>
    signal && encodeContextSignal({ ...signal, eventId: signal.eventId || ids.idFor(signal) });
  return {
    topic: TOPICS.context,
    encode: (row) => encode(gathering.push(withEnd(contextFromJson(row)))),
    end: () => encode(gathering.end()),
  };
}

/** A signal without an end holds for a day. */
const withEnd = (signal: ContextSignal): ContextSignal => ({
  ...signal,
  validUntil: signal.validUntil ?? new Date((signal.validFrom as Date).getTime() + DAY_MS),
});
