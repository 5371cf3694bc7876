import { checkInteraction } from './check-event.js';
import { checkFilterFields } from './check-filter.js';
import { checkExploration, checkListRules } from './check-list-rules.js';
import { RECOMMEND_MODE_NAMES } from './enum-names.js';
import { checkCount, checkId, checkInteger, checkOptionalId, checkOptionalTime, checkTenant } from './field-checks.js';
import { fieldError, indexPath, joinPath } from './field-path.js';
import type { Interaction } from './generated/stars/v1/interaction.js';
import {
  type RecommendBatchRequest,
  RecommendMode,
  type RecommendRequest,
  type SimilarItemsRequest,
} from './generated/stars/v1/recommendation_service.js';
import { LIMITS } from './limits.js';
import { tenantOf } from './message-key.js';
import { OccurrenceIds } from './occurrence-ids.js';

/**
 * Checks a request and returns it with its gaps filled: tenant, and in `recent_events` the user, the tenant and the event id. An absent mode stays absent: its default depends on the model. A recent event's user, if given, must be that of the request.
 * Errors: those of the checks, with `path` before the field.
 */
export function validateRecommendRequest(request: RecommendRequest, path = ''): RecommendRequest {
  checkTenant(request.tenantId, path);
  checkId(request.userId, path, 'user_id');
  checkK(request.k, path);
  checkOptionalId(request.region, path, 'region');
  checkOptionalId(request.surface, path, 'surface');
  const unspecified = request.mode === RecommendMode.RECOMMEND_MODE_UNSPECIFIED;
  if (!unspecified && !RECOMMEND_MODE_NAMES.isKnown(request.mode)) {
    throw fieldError('STARS_UNKNOWN_TYPE', path, 'mode', `is ${request.mode}, which is no mode`);
  }
  if (request.filter !== undefined) checkFilterFields(request.filter, joinPath(path, 'filter'));
  checkOptionalTime(request.time, path, 'time');
  checkListRules(request, path);
  if (request.exploration !== undefined) {
    checkExploration(request.exploration, request.k, joinPath(path, 'exploration'));
  }
  const tenantId = tenantOf(request.tenantId);
  return {
    ...request,
    tenantId,
    recentEvents: recentEvents(request, tenantId, path),
  };
}

function recentEvents(request: RecommendRequest, tenantId: string, path: string): Interaction[] {
  checkCount(request.recentEvents, 0, LIMITS.recentEvents, path, 'recent_events');
  const ids = new OccurrenceIds();
  return request.recentEvents.map((given, index) => {
    const at = indexPath(path, 'recent_events', index);
    const event = { ...given, userId: given.userId || request.userId, tenantId: given.tenantId || tenantId };
    checkInteraction(event, at);
    if (event.userId !== request.userId) {
      throw fieldError('STARS_INVALID_FIELD', at, 'user_id', "differs from the request's user");
    }
    if (event.tenantId !== tenantId) {
      throw fieldError('STARS_INVALID_FIELD', at, 'tenant_id', "differs from the request's tenant");
    }
    return { ...event, eventId: event.eventId || ids.idFor(event) };
  });
}

/** Checks only the number of requests: each is validated and answered separately. */
export function validateRecommendBatchRequest(batch: RecommendBatchRequest, path = ''): RecommendBatchRequest {
  checkCount(batch.requests, 1, LIMITS.batchRequests, path, 'requests');
  return batch;
}

/** Checks a request and returns it with its tenant filled. */
export function validateSimilarItemsRequest(request: SimilarItemsRequest, path = ''): SimilarItemsRequest {
  checkTenant(request.tenantId, path);
  checkId(request.itemId, path, 'item_id');
  checkK(request.k, path);
  checkOptionalId(request.region, path, 'region');
  if (request.filter !== undefined) checkFilterFields(request.filter, joinPath(path, 'filter'));
  checkListRules(request, path);
  return { ...request, tenantId: tenantOf(request.tenantId) };
}

function checkK(k: number, path: string): void {
  checkInteger(k, 1, LIMITS.k, path, 'k');
}
