import { contentHash } from './content-hash.js';
import { encodeCatalogDelete, encodeCatalogUpsert } from './encode-catalog.js';
import { encodeContextSignal } from './encode-context.js';
import { encodeImpression, encodeInteraction } from './encode-event.js';
import { encodeUserDelete, encodeUserUpsert } from './encode-user.js';
import type { EncodedMessage } from './encoded-message.js';
import { checkCount, checkId } from './field-checks.js';
import { fieldError, indexPath } from './field-path.js';
import type {
  ConfirmImpressionRequest,
  DeleteItemsRequest,
  DeleteUserRequest,
  SetContextRequest,
  TrackRequest,
  UpsertItemsRequest,
  UpsertUsersRequest,
} from './generated/stars/v1/event_service.js';
import { LIMITS } from './limits.js';
import { tenantOf } from './message-key.js';
import { OccurrenceIds } from './occurrence-ids.js';

/** The messages of one Track, by topic. */
export interface EncodedTrack {
  interactions: EncodedMessage[];
  impressions: EncodedMessage[];
}

/**
 * Checks a whole Track and makes its messages. An absent event id is derived from the row and its occurrence within
 * the request, so that a retry of the request changes nothing.
 * Errors: those of the checks, with paths such as `interactions[3].user_id`; an empty request is `STARS_FIELD_REQUIRED`.
 */
export function encodeTrack(request: TrackRequest): EncodedTrack {
  const { interactions, impressions } = request;
  const count = interactions.length + impressions.length;
  if (count === 0) throw fieldError('STARS_FIELD_REQUIRED', '', 'interactions', 'and impressions are both empty');
  if (count > LIMITS.trackEvents) {
    const problem = `and impressions have ${count} elements, and at most ${LIMITS.trackEvents} are allowed`;
    throw fieldError('STARS_TOO_LARGE', '', 'interactions', problem);
  }
  const ids = new OccurrenceIds();
  return {
    interactions: interactions.map((event, index) => {
      const path = indexPath('', 'interactions', index);
      return encodeInteraction(withId(event, ids), path);
    }),
    impressions: impressions.map((event, index) => {
      const path = indexPath('', 'impressions', index);
      return encodeImpression(withId(event, ids), path);
    }),
  };
}

/**
 * Checks items and makes their messages. An element with version 0 takes `version` plus its index
 * (see `MonotonicVersions`; reserve as many as there are items).
 */
export function encodeUpsertItems(request: UpsertItemsRequest, version: number): EncodedMessage[] {
  checkCount(request.items, 1, LIMITS.upsertElements, '', 'items');
  return request.items.map((item, index) =>
    encodeCatalogUpsert(withVersion(item, version + index), indexPath('', 'items', index)),
  );
}

/** Like {@link encodeUpsertItems}, for deletions of items. */
export function encodeDeleteItems(request: DeleteItemsRequest, version: number): EncodedMessage[] {
  checkCount(request.items, 1, LIMITS.upsertElements, '', 'items');
  return request.items.map((item, index) =>
    encodeCatalogDelete(withVersion(item, version + index), indexPath('', 'items', index)),
  );
}

/** Like {@link encodeUpsertItems}, for users' features. */
export function encodeUpsertUsers(request: UpsertUsersRequest, version: number): EncodedMessage[] {
  checkCount(request.users, 1, LIMITS.upsertElements, '', 'users');
  return request.users.map((user, index) =>
    encodeUserUpsert(withVersion(user, version + index), indexPath('', 'users', index)),
  );
}

/** Checks a request to forget a user and makes its message: everything up to `now` is deleted. */
export function encodeDeleteUser(request: DeleteUserRequest, now: Date): EncodedMessage {
  return encodeUserDelete({ tenantId: request.tenantId, userId: request.userId, time: now });
}

/** Checks signals and makes their messages; absent event ids as in {@link encodeTrack}. */
export function encodeSetContext(request: SetContextRequest): EncodedMessage[] {
  checkCount(request.signals, 1, LIMITS.upsertElements, '', 'signals');
  const ids = new OccurrenceIds();
  return request.signals.map((signal, index) =>
    encodeContextSignal(withId(signal, ids), indexPath('', 'signals', index)),
  );
}

/**
 * Checks a confirmation and makes its impression, with `confirmed` set, for `TOPICS.impressions`. An absent `time` is
 * `now`, an absent page the recommendation itself. One id a recommendation and page: a repeated call changes nothing.
 */
export function encodeConfirmImpression(request: ConfirmImpressionRequest, now: Date): EncodedMessage {
  checkId(request.recommendationId, '', 'recommendation_id');
  checkId(request.userId, '', 'user_id');
  checkCount(request.itemIds, 1, LIMITS.impressionItems, '', 'item_ids');
  for (const [index, itemId] of request.itemIds.entries()) checkId(itemId, '', `item_ids[${index}]`);
  const pageId = request.pageId || request.recommendationId;
  const identity = JSON.stringify([tenantOf(request.tenantId), request.userId, request.recommendationId, pageId]);
  return encodeImpression({
    tenantId: request.tenantId,
    eventId: `confirm-${contentHash(Buffer.from(identity))}`,
    userId: request.userId,
    pageId,
    time: request.time ?? now,
    surface: request.surface,
    region: '',
    items: request.itemIds.map((itemId, position) => ({ itemId, position, propensity: 0 })),
    recommendationId: request.recommendationId,
    confirmed: true,
  });
}

function withId<T extends Parameters<OccurrenceIds['idFor']>[0]>(event: T, ids: OccurrenceIds): T {
  return event.eventId === '' ? { ...event, eventId: ids.idFor(event) } : event;
}

function withVersion<T extends { version: number }>(element: T, version: number): T {
  return element.version === 0 ? { ...element, version } : element;
}
