import { contentHash } from './content-hash.js';
import * as message from './encode-message.js';
import { asArrived, type EventClock } from './event-time.js';
import { at, problem } from './field-problem.js';
import type * as service from './generated/stars/v1/event_service.js';
import { Objection } from './generated/stars/v1/user.js';
import { patchesByField } from './item-patches.js';
import { checkCount } from './kinds/index.js';
import { LIMITS } from './limits.js';
import { tenantOf } from './message-key.js';
import { catalogItemPatch } from './messages/catalog.js';
import { confirmImpressionRequest } from './messages/event-requests.js';
import { OccurrenceIds } from './occurrence-ids.js';

/** The messages of one Track, by topic. */
export interface EncodedTrack {
  interactions: message.EncodedMessage[];
  impressions: message.EncodedMessage[];
}

/**
 * Checks a whole Track and makes its messages. An absent event id is derived from the row and its occurrence within
 * the request, so that a retry of the request changes nothing. A time a little ahead of the clock becomes that of arrival.
 * Errors: those of the checks, with paths such as `interactions[3].user_id`; an impossible time is `STARS_TIME_AHEAD` or `STARS_TIME_BEHIND`.
 */
export function encodeTrack({ interactions, impressions }: service.TrackRequest, clock: EventClock): EncodedTrack {
  const count = interactions.length + impressions.length;
  at('interactions', () => {
    if (count > LIMITS.trackEvents) {
      const text = `and impressions have ${count} elements, and at most ${LIMITS.trackEvents} are allowed`;
      throw problem('STARS_TOO_LARGE', text);
    }
  });
  const ids = new OccurrenceIds();
  // The id is that of the time that was sent: a retry arrives later.
  const taken = <E extends Parameters<OccurrenceIds['idFor']>[0] & { time?: Date | undefined }>(
    event: E,
    path: string,
  ) => asArrived(withId(event, ids), clock, path);
  return {
    interactions: interactions.map((event, index) => {
      const path = `interactions[${index}]`;
      return message.encodeInteraction(taken(event, path), path);
    }),
    impressions: impressions.map((event, index) => {
      const path = `impressions[${index}]`;
      return message.encodeImpression(taken(event, path), path);
    }),
  };
}

/** Messages of a request, one after the other: other work can run between them. */
export type Encoding = Generator<message.EncodedMessage, void, undefined>;

/** The messages of a list, which must not be empty; `encode` gets each element with its path. */
function* encodeEach<T>(
  elements: readonly T[],
  name: string,
  encode: (element: T, path: string, index: number) => message.EncodedMessage,
): Encoding {
  at(name, () => checkCount(elements.length, 1, LIMITS.upsertElements));
  for (const [index, element] of elements.entries()) yield encode(element, `${name}[${index}]`, index);
}

/**
 * Checks items and makes their messages. An element with version 0 takes `version` plus its index
 * (see `MonotonicVersions`; reserve as many as there are items).
 */
export const encodeUpsertItems = ({ items }: service.UpsertItemsRequest, version: number): Encoding =>
  encodeEach(items, 'items', (item, path, index) =>
    message.encodeCatalogUpsert(withVersion(item, version + index), path),
  );

/** Like {@link encodeUpsertItems}, for patches: a message for each field. */
export function* encodePatchItems({ items }: service.PatchItemsRequest, version: number): Encoding {
  at('items', () => checkCount(items.length, 1, LIMITS.upsertElements));
  for (const [index, item] of items.entries()) {
    const path = `items[${index}]`;
    at(path, () => catalogItemPatch.check(item));
    for (const patch of patchesByField(withVersion(item, version + index)))
      yield message.encodeCatalogPatch(patch, path);
  }
}

/** Like {@link encodeUpsertItems}, for deletions of items. */
export const encodeDeleteItems = ({ items }: service.DeleteItemsRequest, version: number): Encoding =>
  encodeEach(items, 'items', (item, path, index) =>
    message.encodeCatalogDelete(withVersion(item, version + index), path),
  );

/** Like {@link encodeUpsertItems}, for users' features. */
export const encodeUpsertUsers = ({ users }: service.UpsertUsersRequest, version: number): Encoding =>
  encodeEach(users, 'users', (user, path, index) => message.encodeUserUpsert(withVersion(user, version + index), path));

/** Checks a request to forget a user and makes its message: everything up to `now` is deleted. */
export const encodeDeleteUser = ({ tenantId, userId }: service.DeleteUserRequest, now: Date): message.EncodedMessage =>
  message.encodeUserDelete({ tenantId, userId, time: now });

/** Checks an objection to profiling, or its withdrawal, and makes its message: everything up to `now` is deleted too. */
export const encodeObjection = (
  { tenantId, userId, withdrawn }: service.ObjectToProfilingRequest,
  now: Date,
): message.EncodedMessage => {
  const objection = withdrawn ? Objection.OBJECTION_WITHDRAWN : Objection.OBJECTION_MADE;
  return message.encodeUserDelete({ tenantId, userId, time: now, objection });
};

/** Checks signals and makes their messages; absent event ids as in {@link encodeTrack}. */
export function encodeSetContext({ signals }: service.SetContextRequest): Encoding {
  const ids = new OccurrenceIds();
  return encodeEach(signals, 'signals', (signal, path) => message.encodeContextSignal(withId(signal, ids), path));
}

/**
 * Checks a confirmation and makes its impression, with `confirmed` set, for `TOPICS.impressions`. An absent `time` is
 * now, an absent page the recommendation itself. One id a recommendation and page: a repeated call changes nothing. Errors:
 * those of the check, `STARS_TIME_AHEAD` and `STARS_TIME_BEHIND`.
 */
export function encodeConfirmImpression(
  given: service.ConfirmImpressionRequest,
  clock: EventClock,
): message.EncodedMessage {
  at('', () => confirmImpressionRequest.check(given));
  const request = asArrived(given, clock);
  const pageId = request.pageId || request.recommendationId;
  const identity = JSON.stringify([tenantOf(request.tenantId), request.userId, request.recommendationId, pageId]);
  return message.encodeImpression({
    tenantId: request.tenantId,
    eventId: `confirm-${contentHash(Buffer.from(identity))}`,
    userId: request.userId,
    pageId,
    time: request.time ?? new Date(clock.now),
    surface: request.surface,
    region: '',
    items: request.itemIds.map((itemId, position) => ({ itemId, position, propensity: 0 })),
    recommendationId: request.recommendationId,
    confirmed: true,
    // The record of the answer says them.
    modelVersion: '',
    lists: [],
  });
}

/** An event that has no bytes, such as one with a position of -1, stays without an id: the check that follows says what is wrong. */
function withId<T extends Parameters<OccurrenceIds['idFor']>[0]>(event: T, ids: OccurrenceIds): T {
  if (event.eventId !== '') return event;
  try {
    return { ...event, eventId: ids.idFor(event) };
  } catch {
    return event;
  }
}

function withVersion<T extends { version: number }>(element: T, version: number): T {
  return element.version === 0 ? { ...element, version } : element;
}
