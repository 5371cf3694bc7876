import { checkedWithTenant } from './checked-with-tenant.js';
import type {
  ExportUserRequest,
  FindUsersRequest,
  GetItemRequest,
  GetUserHistoryRequest,
  GetUserRequest,
  SearchItemsRequest,
} from './generated/stars/v1/lookup_service.js';
import { DEFAULT_AUDIENCE, DEFAULT_K, DEFAULT_PAGE_SIZE, LIMITS } from './limits.js';
import {
  exportUserRequest,
  findUsersRequest,
  getItemRequest,
  getUserHistoryRequest,
  getUserRequest,
  searchItemsRequest,
} from './messages/lookups.js';

/** Each checks a request and returns it with its tenant filled. Errors: those of the check. */
export const validateGetItemRequest = (request: GetItemRequest): GetItemRequest =>
  checkedWithTenant(getItemRequest, request);
export const validateGetUserRequest = (request: GetUserRequest): GetUserRequest =>
  checkedWithTenant(getUserRequest, request);
export const validateExportUserRequest = (request: ExportUserRequest): ExportUserRequest =>
  checkedWithTenant(exportUserRequest, request);

/** Also fills the size of the page. */
export function validateGetUserHistoryRequest(given: GetUserHistoryRequest): GetUserHistoryRequest {
  const request = checkedWithTenant(getUserHistoryRequest, given);
  return { ...request, pageSize: request.pageSize || DEFAULT_PAGE_SIZE };
}

/** Also fills `k`; each of `itemIds` is there once. */
export function validateSearchItemsRequest(given: SearchItemsRequest): SearchItemsRequest {
  const itemIds = [...new Set(given.itemIds)];
  const k = given.k || Math.min(itemIds.length, LIMITS.k) || DEFAULT_K;
  return checkedWithTenant(searchItemsRequest, { ...given, itemIds, k });
}

/** Also fills `k`; each of `itemIds` is there once. */
export function validateFindUsersRequest(given: FindUsersRequest): FindUsersRequest {
  const itemIds = [...new Set(given.itemIds)];
  return checkedWithTenant(findUsersRequest, { ...given, itemIds, k: given.k || DEFAULT_AUDIENCE });
}
