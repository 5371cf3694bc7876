// Made from the API by `node tools/repo/scripts/generate-reference.mjs`. Do not edit it.

import type { CallOptions, Send } from './send.js';
import type {
  ConfirmImpressionRequest,
  ConfirmImpressionResponse,
  CorrectTagsRequest,
  CorrectTagsResponse,
  CountFacetsRequest,
  CountFacetsResponse,
  CreateKeyRequest,
  CreateKeyResponse,
  DeleteItemsRequest,
  DeleteItemsResponse,
  DeleteRuleRequest,
  DeleteRuleResponse,
  DeleteSurfaceRequest,
  DeleteSurfaceResponse,
  DeleteUserRequest,
  DeleteUserResponse,
  DropDeadLettersRequest,
  DropDeadLettersResponse,
  EstimateRuleRequest,
  EstimateRuleResponse,
  ExplainItemRequest,
  ExplainItemResponse,
  ExportUserRequest,
  ExportUserResponse,
  FindUsersRequest,
  FindUsersResponse,
  GetActivityRequest,
  GetActivityResponse,
  GetCatalogHealthRequest,
  GetCatalogHealthResponse,
  GetItemRequest,
  GetItemResponse,
  GetStatusRequest,
  GetStatusResponse,
  GetUserHistoryRequest,
  GetUserHistoryResponse,
  GetUserRequest,
  GetUserResponse,
  InspectItemRequest,
  InspectItemResponse,
  ListAuditEntriesRequest,
  ListAuditEntriesResponse,
  ListDeadLettersRequest,
  ListDeadLettersResponse,
  ListItemsWithIssueRequest,
  ListItemsWithIssueResponse,
  ListKeysRequest,
  ListKeysResponse,
  ListModelsRequest,
  ListModelsResponse,
  ListRulesRequest,
  ListRulesResponse,
  ListSurfacesRequest,
  ListSurfacesResponse,
  ObjectToProfilingRequest,
  ObjectToProfilingResponse,
  PatchItemsRequest,
  PatchItemsResponse,
  PopularItemsRequest,
  PopularItemsResponse,
  PreviewRuleRequest,
  PreviewRuleResponse,
  PutRuleRequest,
  PutRuleResponse,
  PutSurfaceRequest,
  PutSurfaceResponse,
  RecommendBatchRequest,
  RecommendBatchResponse,
  RecommendGroupsRequest,
  RecommendGroupsResponse,
  RecommendPageRequest,
  RecommendPageResponse,
  RecommendRequest,
  RecommendResponse,
  ReplayDeadLettersRequest,
  ReplayDeadLettersResponse,
  RevokeKeysRequest,
  RevokeKeysResponse,
  RollBackModelRequest,
  RollBackModelResponse,
  RollBackRuleRequest,
  RollBackRuleResponse,
  RollBackSurfaceRequest,
  RollBackSurfaceResponse,
  SearchItemsRequest,
  SearchItemsResponse,
  ServeModelRequest,
  ServeModelResponse,
  SetContextRequest,
  SetContextResponse,
  SimilarItemsRequest,
  SimilarItemsResponse,
  TrackRequest,
  TrackResponse,
  TrainModelRequest,
  TrainModelResponse,
  UpsertItemsRequest,
  UpsertItemsResponse,
  UpsertUsersRequest,
  UpsertUsersResponse,
} from './types.js';

/** A method for each call of the API. */
export class ApiCalls {
  constructor(protected readonly send: Send) {}

  /** Recommends items to one user. */
  recommend(request: RecommendRequest, options?: CallOptions): Promise<RecommendResponse> {
    return this.send('POST', '/v1/recommend', request, options);
  }

  /** Answers many requests in one call. */
  recommendBatch(request: RecommendBatchRequest, options?: CallOptions): Promise<RecommendBatchResponse> {
    return this.send('POST', '/v1/recommend/batch', request, options);
  }

  /** Fills the lists of a page, none of which repeats another. */
  recommendPage(request: RecommendPageRequest, options?: CallOptions): Promise<RecommendPageResponse> {
    return this.send('POST', '/v1/recommend/page', request, options);
  }

  /** Recommends groups of items, such as categories, to one user. */
  recommendGroups(request: RecommendGroupsRequest, options?: CallOptions): Promise<RecommendGroupsResponse> {
    return this.send('POST', '/v1/recommend/groups', request, options);
  }

  /** Finds items that are similar to one item. */
  similarItems(request: SimilarItemsRequest, options?: CallOptions): Promise<SimilarItemsResponse> {
    return this.send('POST', '/v1/similar-items', request, options);
  }

  /** Lists what is popular. */
  popularItems(request: PopularItemsRequest, options?: CallOptions): Promise<PopularItemsResponse> {
    return this.send('POST', '/v1/popular', request, options);
  }

  /** Says whether an item is in a user’s list, and if not, what left it out. */
  explainItem(request: ExplainItemRequest, options?: CallOptions): Promise<ExplainItemResponse> {
    return this.send('POST', '/v1/explain-item', request, options);
  }

  /** Shows what a rule would do to a user’s list, before it acts. */
  previewRule(request: PreviewRuleRequest, options?: CallOptions): Promise<PreviewRuleResponse> {
    return this.send('POST', '/v1/rules/preview', request, options);
  }

  /** Reads one item. */
  getItem(request: GetItemRequest, options?: CallOptions): Promise<GetItemResponse> {
    return this.send('GET', '/v1/items/{item_id}', request, options);
  }

  /** Searches items by words and filters, or reads those that it names. */
  searchItems(request: SearchItemsRequest, options?: CallOptions): Promise<SearchItemsResponse> {
    return this.send('POST', '/v1/search-items', request, options);
  }

  /** Reads what is known of a user. */
  getUser(request: GetUserRequest, options?: CallOptions): Promise<GetUserResponse> {
    return this.send('GET', '/v1/users/{user_id}', request, options);
  }

  /** Reads what a user did, newest first, by pages. */
  getUserHistory(request: GetUserHistoryRequest, options?: CallOptions): Promise<GetUserHistoryResponse> {
    return this.send('GET', '/v1/users/{user_id}/history', request, options);
  }

  /** Reads everything that is kept of a user, by pages. */
  exportUser(request: ExportUserRequest, options?: CallOptions): Promise<ExportUserResponse> {
    return this.send('GET', '/v1/users/{user_id}/export', request, options);
  }

  /** Finds the users for whom items are most right, or the users of a segment, by pages. */
  findUsers(request: FindUsersRequest, options?: CallOptions): Promise<FindUsersResponse> {
    return this.send('POST', '/v1/find-users', request, options);
  }

  /** Takes events and impressions of users. */
  track(request: TrackRequest, options?: CallOptions): Promise<TrackResponse> {
    return this.send('POST', '/v1/track', request, options);
  }

  /** Adds and changes items. */
  upsertItems(request: UpsertItemsRequest, options?: CallOptions): Promise<UpsertItemsResponse> {
    return this.send('POST', '/v1/items', request, options);
  }

  /** Changes prices and stock of items. */
  patchItems(request: PatchItemsRequest, options?: CallOptions): Promise<PatchItemsResponse> {
    return this.send('PATCH', '/v1/items', request, options);
  }

  /** Deletes items. */
  deleteItems(request: DeleteItemsRequest, options?: CallOptions): Promise<DeleteItemsResponse> {
    return this.send('POST', '/v1/items/delete', request, options);
  }

  /** Adds and changes features of users. */
  upsertUsers(request: UpsertUsersRequest, options?: CallOptions): Promise<UpsertUsersResponse> {
    return this.send('POST', '/v1/users', request, options);
  }

  /** Forgets a user. */
  deleteUser(request: DeleteUserRequest, options?: CallOptions): Promise<DeleteUserResponse> {
    return this.send('POST', '/v1/users/delete', request, options);
  }

  /** Takes the objection of a user to profiling, or its withdrawal. */
  objectToProfiling(request: ObjectToProfilingRequest, options?: CallOptions): Promise<ObjectToProfilingResponse> {
    return this.send('POST', '/v1/users/object', request, options);
  }

  /** Sets signals of a region or of items, such as weather or promotions. */
  setContext(request: SetContextRequest, options?: CallOptions): Promise<SetContextResponse> {
    return this.send('POST', '/v1/context', request, options);
  }

  /** Confirms that a recommendation was really seen. */
  confirmImpression(request: ConfirmImpressionRequest, options?: CallOptions): Promise<ConfirmImpressionResponse> {
    return this.send('POST', '/v1/impressions/confirm', request, options);
  }

  /** Counts the values of the items that a search finds. */
  countFacets(request: CountFacetsRequest, options?: CallOptions): Promise<CountFacetsResponse> {
    return this.send('POST', '/v1/catalog/facets', request, options);
  }

  /** Counts what items lack. */
  getCatalogHealth(request: GetCatalogHealthRequest, options?: CallOptions): Promise<GetCatalogHealthResponse> {
    return this.send('GET', '/v1/catalog/health', request, options);
  }

  /** Lists the items that have an issue, by pages. */
  listItemsWithIssue(request: ListItemsWithIssueRequest, options?: CallOptions): Promise<ListItemsWithIssueResponse> {
    return this.send('GET', '/v1/catalog/issues', request, options);
  }

  /** Reads all that is known of one item, with its neighbours. */
  inspectItem(request: InspectItemRequest, options?: CallOptions): Promise<InspectItemResponse> {
    return this.send('GET', '/v1/catalog/items/{item_id}', request, options);
  }

  /** Corrects the tags of an item. */
  correctTags(request: CorrectTagsRequest, options?: CallOptions): Promise<CorrectTagsResponse> {
    return this.send('POST', '/v1/catalog/correct-tags', request, options);
  }

  /** Lists surfaces, or all kept versions of one. */
  listSurfaces(request: ListSurfacesRequest, options?: CallOptions): Promise<ListSurfacesResponse> {
    return this.send('GET', '/v1/surfaces', request, options);
  }

  /** Adds or changes a surface. */
  putSurface(request: PutSurfaceRequest, options?: CallOptions): Promise<PutSurfaceResponse> {
    return this.send('POST', '/v1/surfaces', request, options);
  }

  /** Lets an earlier version of a surface count again. */
  rollBackSurface(request: RollBackSurfaceRequest, options?: CallOptions): Promise<RollBackSurfaceResponse> {
    return this.send('POST', '/v1/surfaces/roll-back', request, options);
  }

  /** Deletes a surface. */
  deleteSurface(request: DeleteSurfaceRequest, options?: CallOptions): Promise<DeleteSurfaceResponse> {
    return this.send('POST', '/v1/surfaces/delete', request, options);
  }

  /** Counts answers, clicks and orders by time and placement. */
  getActivity(request: GetActivityRequest, options?: CallOptions): Promise<GetActivityResponse> {
    return this.send('GET', '/v1/activity', request, options);
  }

  /** Lists the rules of a merchandiser, or all kept versions of one. */
  listRules(request: ListRulesRequest, options?: CallOptions): Promise<ListRulesResponse> {
    return this.send('GET', '/v1/rules', request, options);
  }

  /** Adds or changes a rule. */
  putRule(request: PutRuleRequest, options?: CallOptions): Promise<PutRuleResponse> {
    return this.send('POST', '/v1/rules', request, options);
  }

  /** Lets an earlier version of a rule count again. */
  rollBackRule(request: RollBackRuleRequest, options?: CallOptions): Promise<RollBackRuleResponse> {
    return this.send('POST', '/v1/rules/roll-back', request, options);
  }

  /** Deletes a rule. */
  deleteRule(request: DeleteRuleRequest, options?: CallOptions): Promise<DeleteRuleResponse> {
    return this.send('POST', '/v1/rules/delete', request, options);
  }

  /** Counts what a rule would change in recent lists, before it acts. */
  estimateRule(request: EstimateRuleRequest, options?: CallOptions): Promise<EstimateRuleResponse> {
    return this.send('POST', '/v1/rules/estimate', request, options);
  }

  /** Says whether answers are good, how fast they are, how fresh data is, and how far behind consumer groups are. `GET /v1/status/stream` sends the same every five seconds, as server-sent events. */
  getStatus(request: GetStatusRequest, options?: CallOptions): Promise<GetStatusResponse> {
    return this.send('GET', '/v1/status', request, options);
  }

  /** Lists messages that no service could handle, by pages. */
  listDeadLetters(request: ListDeadLettersRequest, options?: CallOptions): Promise<ListDeadLettersResponse> {
    return this.send('GET', '/v1/dead-letters', request, options);
  }

  /** Sends dead letters again. */
  replayDeadLetters(request: ReplayDeadLettersRequest, options?: CallOptions): Promise<ReplayDeadLettersResponse> {
    return this.send('POST', '/v1/dead-letters/replay', request, options);
  }

  /** Erases dead letters. */
  dropDeadLetters(request: DropDeadLettersRequest, options?: CallOptions): Promise<DropDeadLettersResponse> {
    return this.send('POST', '/v1/dead-letters/drop', request, options);
  }

  /** Lists what was done by whom, newest first, by pages. */
  listAuditEntries(request: ListAuditEntriesRequest, options?: CallOptions): Promise<ListAuditEntriesResponse> {
    return this.send('GET', '/v1/audit', request, options);
  }

  /** Lists API keys and client certificates, without their secrets. */
  listKeys(request: ListKeysRequest, options?: CallOptions): Promise<ListKeysResponse> {
    return this.send('GET', '/v1/keys', request, options);
  }

  /** Makes an API key, which only this answer has, or lets a client certificate in. */
  createKey(request: CreateKeyRequest, options?: CallOptions): Promise<CreateKeyResponse> {
    return this.send('POST', '/v1/keys', request, options);
  }

  /** Removes keys. */
  revokeKeys(request: RevokeKeysRequest, options?: CallOptions): Promise<RevokeKeysResponse> {
    return this.send('POST', '/v1/keys/revoke', request, options);
  }

  /** Lists the versions of the model, or one with all steps of its roll-outs. */
  listModels(request: ListModelsRequest, options?: CallOptions): Promise<ListModelsResponse> {
    return this.send('GET', '/v1/models', request, options);
  }

  /** Asks for a training on what is known now. */
  trainModel(request: TrainModelRequest, options?: CallOptions): Promise<TrainModelResponse> {
    return this.send('POST', '/v1/models/train', request, options);
  }

  /** Asks for a version to serve. */
  serveModel(request: ServeModelRequest, options?: CallOptions): Promise<ServeModelResponse> {
    return this.send('POST', '/v1/models/serve', request, options);
  }

  /** Asks for the version before to serve again. */
  rollBackModel(request: RollBackModelRequest, options?: CallOptions): Promise<RollBackModelResponse> {
    return this.send('POST', '/v1/models/roll-back', request, options);
  }
}
