import { checkedWithTenant } from './checked-with-tenant.js';
import { at, problem } from './field-problem.js';
import type { Interaction } from './generated/stars/v1/interaction.js';
import {
  type RecommendBatchRequest,
  type RecommendGroupsRequest,
  type RecommendPageRequest,
  RecommendRequest,
} from './generated/stars/v1/recommendation_service.js';
import type { Kind } from './kinds/index.js';
import { DEFAULT_GROUP_ITEMS, DEFAULT_K, LIMITS } from './limits.js';
import { tenantOf } from './message-key.js';
import {
  explainItemRequest,
  popularItemsRequest,
  recommendBatchRequest,
  recommendGroupsRequest,
  recommendPageRequest,
  recommendRequest,
  similarItemsRequest,
} from './messages/recommend-requests.js';
import { OccurrenceIds } from './occurrence-ids.js';

/** The JSON of a request → a request checked and filled as by `validateRecommendRequest`. Unknown fields are errors. */
export function recommendRequestFromJson(row: unknown, path = ''): RecommendRequest {
  return validateRecommendRequest(
    at(path, () => recommendRequest.read(row, 'reject')),
    path,
  );
}

/**
 * Checks a request and returns it with its gaps filled: tenant, `k`, no candidate twice, and in `recent_events` the user, the tenant and the event id. An absent mode stays absent: its default depends on the model. A recent event's user, if given, must be that of the request.
 * Errors: those of the checks, with `path` before the field.
 */
export function validateRecommendRequest(request: RecommendRequest, path = ''): RecommendRequest {
  const { userId } = request;
  const tenantId = tenantOf(request.tenantId);
  const recentEvents = request.recentEvents.map((event) => ({
    ...event,
    userId: event.userId || userId,
    tenantId: event.tenantId || tenantId,
  }));
  const candidateItemIds = [...new Set(request.candidateItemIds)];
  const filled = {
    ...request,
    tenantId,
    recentEvents,
    candidateItemIds,
    k: placesOf({ ...request, candidateItemIds }),
  };
  at(path, () => {
    recommendRequest.check(filled);
    for (const [index, event] of recentEvents.entries()) {
      if (event.userId !== userId) throw differs(index, 'user');
      if (event.tenantId !== tenantId) throw differs(index, 'tenant');
    }
  });
  addIds(recentEvents);
  return filled;
}

const placesOf = ({ k, candidateItemIds }: Pick<RecommendRequest, 'k' | 'candidateItemIds'>): number =>
  k || Math.min(candidateItemIds.length, LIMITS.k) || DEFAULT_K;

/**
 * Checks a page and how many places its lists have, and fills what its placements share, as of `validateRecommendRequest`. Each placement
 * is checked as a request of its own, once its surface has filled it.
 * @returns what the placements share, as a request of no list
 */
export function validateRecommendPageRequest(page: RecommendPageRequest): RecommendRequest {
  const { placements, ...shared } = checkedWithTenant(recommendPageRequest, page, '');
  const places = placements.reduce((sum, each) => sum + placesOf(each), 0);
  at('', () => {
    if (places <= LIMITS.pagePlaces) return;
    const most = LIMITS.pagePlaces;
    throw problem('STARS_TOO_LARGE', `have ${places} places, and at most ${most} are allowed`, 'placements');
  });
  return validateRecommendRequest(RecommendRequest.fromPartial(shared));
}

const differs = (index: number, whose: 'user' | 'tenant'): Error =>
  problem('STARS_INVALID_FIELD', `differs from the request's ${whose}`, 'recent_events', index, `${whose}_id`);

function addIds(events: Interaction[]): void {
  const ids = new OccurrenceIds();
  for (const event of events) event.eventId ||= ids.idFor(event);
}

/** Checks only how many requests there are, and how many places all of them have: each is validated and answered separately. */
export function validateRecommendBatchRequest(batch: RecommendBatchRequest, path = ''): RecommendBatchRequest {
  at(path, () => {
    recommendBatchRequest.check(batch);
    const places = batch.requests.reduce((sum, each) => sum + Math.min(Math.max(placesOf(each), 0), LIMITS.k), 0);
    if (places > LIMITS.batchPlaces)
      throw problem(
        'STARS_TOO_LARGE',
        `has ${places} places, and at most ${LIMITS.batchPlaces} are allowed`,
        'requests',
      );
  });
  return batch;
}

/** Checks a request and returns it with tenant and `k` filled. */
const validator =
  <R extends { tenantId: string; k: number }>(table: Kind<R>) =>
  (request: R, path = ''): R => ({ ...checkedWithTenant(table, request, path), k: request.k || DEFAULT_K });

/** Checks a request and returns it with tenant, `k` and `items` filled. Its recent events are checked with the list that is grouped. */
export const validateRecommendGroupsRequest = (request: RecommendGroupsRequest): RecommendGroupsRequest => ({
  ...validator(recommendGroupsRequest)(request),
  items: request.items || DEFAULT_GROUP_ITEMS,
});

export const validateExplainItemRequest = validator(explainItemRequest);
export const validateSimilarItemsRequest = validator(similarItemsRequest);
export const validatePopularItemsRequest = validator(popularItemsRequest);
