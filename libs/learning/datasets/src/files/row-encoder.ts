import {
  asArrived,
  asBackfill,
  type ContextSignal,
  catalogItemFromJson,
  contextFromJson,
  type EncodedMessage,
  type EventClock,
  encodeCatalogUpsert,
  encodeContextSignal,
  encodeImpression,
  encodeInteraction,
  encodeUserUpsert,
  type Interaction,
  impressionFromJson,
  interactionFromJson,
  OccurrenceIds,
  TOPICS,
  type Topic,
  userFromJson,
} from '@stars/contracts';
import { withCleanTexts } from './clean-texts.js';
import { ContextGathering } from './context-gathering.js';
import type { RowKindName } from './row-kind.js';

/** Where the rows of each kind go. */
export const TOPIC_OF: Readonly<Record<RowKindName, Topic>> = {
  items: TOPICS.catalog,
  users: TOPICS.users,
  context: TOPICS.context,
  impressions: TOPICS.impressions,
  events: TOPICS.interactions,
};

/** Turns rows of one file into messages. */
export interface RowEncoder {
  /** The message that this row completes, if any. Throws a StarsError for an invalid row. */
  encode(row: unknown): EncodedMessage | undefined;
  /** The message of the last gathered rows, if any. */
  end(): EncodedMessage | undefined;
}

const DAY_MS = 86_400_000;
/** How `OccurrenceIds` names a row that came before: a hash, and how often. */
const OCCURRENCE = /^.{22}-\d+$/;

/**
 * @param version Of items and users whose row has none: the file's time of change in ms, so that importing the same
 * file again changes nothing and a newer one wins.
 * @param clock What times of events and pages are checked against.
 * @param onEvent Called for each row of events, with whether an equal row came before.
 */
export function rowEncoder(
  kind: RowKindName,
  version: number,
  clock: EventClock,
  onEvent: (event: Interaction, repeated: boolean) => void = () => undefined,
): RowEncoder {
  const ids = new OccurrenceIds();
  const simple = (encode: RowEncoder['encode']): RowEncoder => ({ encode, end: () => undefined });
  switch (kind) {
    case 'items':
      return simple((row) => {
        const item = catalogItemFromJson(withCleanTexts(row));
        return asBackfill(encodeCatalogUpsert({ ...item, version: item.version || version }));
      });
    case 'users':
      return simple((row) => {
        const user = userFromJson(row);
        return encodeUserUpsert({ ...user, version: user.version || version });
      });
    case 'events':
      return simple((row) => {
        const event = interactionFromJson(row);
        const eventId = event.eventId || ids.idFor(event);
        const message = encodeInteraction(asArrived({ ...event, eventId }, clock));
        onEvent(event, event.eventId === '' && OCCURRENCE.test(eventId));
        return message;
      });
    case 'impressions':
      return simple((row) => {
        const impression = impressionFromJson(row);
        const eventId = impression.eventId || ids.idFor(impression);
        return encodeImpression(asArrived({ ...impression, eventId }, clock));
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
    encode: (row) => encode(gathering.push(withEnd(contextFromJson(row)))),
    end: () => encode(gathering.end()),
  };
}

/** A signal without an end holds for a day. */
const withEnd = (signal: ContextSignal): ContextSignal => ({
  ...signal,
  validUntil: signal.validUntil ?? new Date((signal.validFrom as Date).getTime() + DAY_MS),
});
