import { checkedWithTenant } from './checked-with-tenant.js';
import type {
  CorrectTagsRequest,
  CountFacetsRequest,
  GetCatalogHealthRequest,
  InspectItemRequest,
  ListItemsWithIssueRequest,
} from './generated/stars/v1/catalog_service.js';
import { DEFAULT_FACET_VALUES, DEFAULT_PAGE_SIZE } from './limits.js';
import {
  correctTagsRequest,
  countFacetsRequest,
  getCatalogHealthRequest,
  inspectItemRequest,
  listItemsWithIssueRequest,
} from './messages/catalog-calls.js';

/** Each checks a request and returns it with its tenant filled. Errors: those of the check. */
export const validateGetCatalogHealthRequest = (request: GetCatalogHealthRequest): GetCatalogHealthRequest =>
  checkedWithTenant(getCatalogHealthRequest, request);
export const validateInspectItemRequest = (request: InspectItemRequest): InspectItemRequest =>
  checkedWithTenant(inspectItemRequest, request);
export const validateCorrectTagsRequest = (request: CorrectTagsRequest): CorrectTagsRequest =>
  checkedWithTenant(correctTagsRequest, request);

/** Also fills the number of values. */
export function validateCountFacetsRequest(given: CountFacetsRequest): CountFacetsRequest {
  const request = checkedWithTenant(countFacetsRequest, given);
  return { ...request, values: request.values || DEFAULT_FACET_VALUES };
}

/** Also fills the size of the page. */
export function validateListItemsWithIssueRequest(given: ListItemsWithIssueRequest): ListItemsWithIssueRequest {
  const request = checkedWithTenant(listItemsWithIssueRequest, given);
  return { ...request, pageSize: request.pageSize || DEFAULT_PAGE_SIZE };
}
