import { checkedWithTenant } from './checked-with-tenant.js';
import type { PreviewRuleRequest } from './generated/stars/v1/recommendation_service.js';
import type {
  DeleteRuleRequest,
  EstimateRuleRequest,
  ListRulesRequest,
  PutRuleRequest,
  RollBackRuleRequest,
} from './generated/stars/v1/rule_service.js';
import {
  deleteRuleRequest,
  estimateRuleRequest,
  listRulesRequest,
  previewRuleRequest,
  putRuleRequest,
  rollBackRuleRequest,
} from './messages/rules.js';

/** Each checks a request and returns it with its tenant filled. Errors: those of the check. */
export const validateListRulesRequest = (request: ListRulesRequest): ListRulesRequest =>
  checkedWithTenant(listRulesRequest, request);
export const validatePutRuleRequest = (request: PutRuleRequest): PutRuleRequest =>
  checkedWithTenant(putRuleRequest, request);
export const validateRollBackRuleRequest = (request: RollBackRuleRequest): RollBackRuleRequest =>
  checkedWithTenant(rollBackRuleRequest, request);
export const validateDeleteRuleRequest = (request: DeleteRuleRequest): DeleteRuleRequest =>
  checkedWithTenant(deleteRuleRequest, request);
export const validatePreviewRuleRequest = (request: PreviewRuleRequest): PreviewRuleRequest =>
  checkedWithTenant(previewRuleRequest, request);

/** With defaults. */
export function validateEstimateRuleRequest(given: EstimateRuleRequest): EstimateRuleRequest {
  const request = checkedWithTenant(estimateRuleRequest, given);
  return { ...request, answers: request.answers || 200, days: request.days || 7 };
}
