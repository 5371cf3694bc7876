import { checkedWithTenant } from './checked-with-tenant.js';
import type {
  CreateKeyRequest,
  DropDeadLettersRequest,
  GetStatusRequest,
  ListAuditEntriesRequest,
  ListDeadLettersRequest,
  ListKeysRequest,
  ReplayDeadLettersRequest,
  RevokeKeysRequest,
} from './generated/stars/v1/operations_service.js';
import { DEFAULT_KEY_DAYS, DEFAULT_PAGE_SIZE } from './limits.js';
import * as operations from './messages/operations.js';

/** Each checks a request and returns it with its tenant and its defaults filled. Errors: those of the check. */
export const validateGetStatusRequest = (request: GetStatusRequest): GetStatusRequest =>
  checkedWithTenant(operations.getStatusRequest, request);
export function validateListDeadLettersRequest(given: ListDeadLettersRequest): ListDeadLettersRequest {
  const request = checkedWithTenant(operations.listDeadLettersRequest, given);
  return { ...request, pageSize: request.pageSize || DEFAULT_PAGE_SIZE };
}
export const validateReplayDeadLettersRequest = (request: ReplayDeadLettersRequest): ReplayDeadLettersRequest =>
  checkedWithTenant(operations.replayDeadLettersRequest, request);
export const validateDropDeadLettersRequest = (request: DropDeadLettersRequest): DropDeadLettersRequest =>
  checkedWithTenant(operations.dropDeadLettersRequest, request);
export function validateListAuditEntriesRequest(given: ListAuditEntriesRequest): ListAuditEntriesRequest {
  const request = checkedWithTenant(operations.listAuditEntriesRequest, given);
  return { ...request, pageSize: request.pageSize || DEFAULT_PAGE_SIZE };
}
export const validateListKeysRequest = (request: ListKeysRequest): ListKeysRequest =>
  checkedWithTenant(operations.listKeysRequest, request);
export function validateCreateKeyRequest(given: CreateKeyRequest): CreateKeyRequest {
  const request = checkedWithTenant(operations.createKeyRequest, given);
  const tenants = request.tenants.length > 0 ? request.tenants : [request.tenantId];
  return { ...request, tenants, days: request.days || DEFAULT_KEY_DAYS };
}
export const validateRevokeKeysRequest = (request: RevokeKeysRequest): RevokeKeysRequest =>
  checkedWithTenant(operations.revokeKeysRequest, request);
