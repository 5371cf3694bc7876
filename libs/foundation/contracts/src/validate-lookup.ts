import { at } from './field-problem.js';
import type { GetItemRequest, GetUserHistoryRequest, GetUserRequest } from './generated/stars/v1/lookup_service.js';
import type { Kind } from './kinds/index.js';
import { DEFAULT_PAGE_SIZE } from './limits.js';
import { tenantOf } from './message-key.js';
import { getItemRequest, getUserHistoryRequest, getUserRequest } from './messages/lookups.js';

/** Checks a request and returns it with its tenant filled. Errors: those of the check. */
const validator =
  <R extends { tenantId: string }>(table: Kind<R>) =>
  (request: R): R => {
    at('', () => table.check(request));
    return { ...request, tenantId: tenantOf(request.tenantId) };
  };

export const validateGetItemRequest = validator<GetItemRequest>(getItemRequest);
export const validateGetUserRequest = validator<GetUserRequest>(getUserRequest);
const validateHistory = validator<GetUserHistoryRequest>(getUserHistoryRequest);

/** Also fills the size of the page. */
export function validateGetUserHistoryRequest(given: GetUserHistoryRequest): GetUserHistoryRequest {
  const request = validateHistory(given);
  return { ...request, pageSize: request.pageSize || DEFAULT_PAGE_SIZE };
}
