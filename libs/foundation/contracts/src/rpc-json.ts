import { at } from './field-problem.js';
import type { JsonObject, Kind } from './kinds/index.js';
import * as activity from './messages/activity.js';
import * as catalog from './messages/catalog-calls.js';
import * as event from './messages/event-requests.js';
import * as lookup from './messages/lookups.js';
import * as models from './messages/model-requests.js';
import * as operations from './messages/operations.js';
import * as request from './messages/recommend-requests.js';
import * as response from './messages/recommend-responses.js';
import * as rules from './messages/rules.js';
import * as surfaces from './messages/surfaces.js';

/** The request and the response of each rpc, by its name. */
export const RPCS = {
  Recommend: [request.recommendRequest, response.recommendResponse],
  RecommendBatch: [request.recommendBatchRequest, response.recommendBatchResponse],
  RecommendPage: [request.recommendPageRequest, response.recommendPageResponse],
  RecommendGroups: [request.recommendGroupsRequest, response.recommendGroupsResponse],
  SimilarItems: [request.similarItemsRequest, response.similarItemsResponse],
  PopularItems: [request.popularItemsRequest, response.popularItemsResponse],
  ExplainItem: [request.explainItemRequest, response.explainItemResponse],
  PreviewRule: [rules.previewRuleRequest, response.previewRuleResponse],
  GetItem: [lookup.getItemRequest, lookup.getItemResponse],
  SearchItems: [lookup.searchItemsRequest, lookup.searchItemsResponse],
  GetUser: [lookup.getUserRequest, lookup.getUserResponse],
  GetUserHistory: [lookup.getUserHistoryRequest, lookup.getUserHistoryResponse],
  ExportUser: [lookup.exportUserRequest, lookup.exportUserResponse],
  FindUsers: [lookup.findUsersRequest, lookup.findUsersResponse],
  Track: [event.trackRequest, event.trackResponse],
  UpsertItems: [event.upsertItemsRequest, event.upsertItemsResponse],
  PatchItems: [event.patchItemsRequest, event.patchItemsResponse],
  DeleteItems: [event.deleteItemsRequest, event.deleteItemsResponse],
  UpsertUsers: [event.upsertUsersRequest, event.upsertUsersResponse],
  DeleteUser: [event.deleteUserRequest, event.deleteUserResponse],
  ObjectToProfiling: [event.objectToProfilingRequest, event.objectToProfilingResponse],
  SetContext: [event.setContextRequest, event.setContextResponse],
  ConfirmImpression: [event.confirmImpressionRequest, event.confirmImpressionResponse],
  CountFacets: [catalog.countFacetsRequest, catalog.countFacetsResponse],
  GetCatalogHealth: [catalog.getCatalogHealthRequest, catalog.getCatalogHealthResponse],
  ListItemsWithIssue: [catalog.listItemsWithIssueRequest, catalog.listItemsWithIssueResponse],
  InspectItem: [catalog.inspectItemRequest, catalog.inspectItemResponse],
  CorrectTags: [catalog.correctTagsRequest, catalog.correctTagsResponse],
  ListSurfaces: [surfaces.listSurfacesRequest, surfaces.listSurfacesResponse],
  PutSurface: [surfaces.putSurfaceRequest, surfaces.putSurfaceResponse],
  RollBackSurface: [surfaces.rollBackSurfaceRequest, surfaces.rollBackSurfaceResponse],
  DeleteSurface: [surfaces.deleteSurfaceRequest, surfaces.deleteSurfaceResponse],
  GetActivity: [activity.getActivityRequest, activity.getActivityResponse],
  ListRules: [rules.listRulesRequest, rules.listRulesResponse],
  PutRule: [rules.putRuleRequest, rules.putRuleResponse],
  RollBackRule: [rules.rollBackRuleRequest, rules.rollBackRuleResponse],
  DeleteRule: [rules.deleteRuleRequest, rules.deleteRuleResponse],
  EstimateRule: [rules.estimateRuleRequest, rules.estimateRuleResponse],
  GetStatus: [operations.getStatusRequest, operations.getStatusResponse],
  ListDeadLetters: [operations.listDeadLettersRequest, operations.listDeadLettersResponse],
  ReplayDeadLetters: [operations.replayDeadLettersRequest, operations.replayDeadLettersResponse],
  DropDeadLetters: [operations.dropDeadLettersRequest, operations.dropDeadLettersResponse],
  ListAuditEntries: [operations.listAuditEntriesRequest, operations.listAuditEntriesResponse],
  ListKeys: [operations.listKeysRequest, operations.listKeysResponse],
  CreateKey: [operations.createKeyRequest, operations.createKeyResponse],
  RevokeKeys: [operations.revokeKeysRequest, operations.revokeKeysResponse],
  ListModels: [models.listModelsRequest, models.listModelsResponse],
  TrainModel: [models.trainModelRequest, models.trainModelResponse],
  ServeModel: [models.serveModelRequest, models.serveModelResponse],
  RollBackModel: [models.rollBackModelRequest, models.rollBackModelResponse],
} as const;

export type RpcName = keyof typeof RPCS;

type MessageOf<K> = K extends Kind<infer M> ? M : never;

/** The request and the response of each rpc, by its name. */
export type RpcMessages = {
  [M in RpcName]: { request: MessageOf<(typeof RPCS)[M][0]>; response: MessageOf<(typeof RPCS)[M][1]> };
};

/** Every rpc of all services. */
export const RPC_NAMES = Object.keys(RPCS) as readonly RpcName[];

/**
 * A body of the HTTP API → the rpc's request. Strict about names and types; the handler checks required fields and limits,
 * as for gRPC. Enum values by their short or their proto name.
 * Errors: `STARS_INVALID_FIELD`, `STARS_UNKNOWN_TYPE`, `STARS_INVALID_TIME`, `STARS_TOO_LARGE` (a filter's depth).
 */
export function requestFromJson<M extends RpcName>(method: M, json: unknown): RpcMessages[M]['request'] {
  return at('', () => (RPCS[method][0] as Kind<unknown>).read(json, 'reject') as RpcMessages[M]['request']);
}

/**
 * The rpc's response as the HTTP API writes it: snake_case, ISO times, short enum names. Lists are there when empty, unset
 * optional fields are not.
 */
export function responseToJson<M extends RpcName>(method: M, response: RpcMessages[M]['response']): JsonObject {
  return (RPCS[method][1] as Kind<unknown>).write(response) as JsonObject;
}
