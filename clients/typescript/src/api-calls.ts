// Made from the API by `node tools/repo/scripts/generate-reference.mjs`. Do not edit it.

import type { CallOptions, Send } from './send.js';
import type {
  ConfirmImpressionRequest,
  ConfirmImpressionResponse,
  DeleteItemsRequest,
  DeleteItemsResponse,
  DeleteSurfaceRequest,
  DeleteSurfaceResponse,
  DeleteUserRequest,
  DeleteUserResponse,
  ExportUserRequest,
  ExportUserResponse,
  FindUsersRequest,
  FindUsersResponse,
  GetItemRequest,
  GetItemResponse,
  GetUserHistoryRequest,
  GetUserHistoryResponse,
  GetUserRequest,
  GetUserResponse,
  ListSurfacesRequest,
  ListSurfacesResponse,
  ObjectToProfilingRequest,
  ObjectToProfilingResponse,
  PatchItemsRequest,
  PatchItemsResponse,
  PopularItemsRequest,
  PopularItemsResponse,
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
  RollBackSurfaceRequest,
  RollBackSurfaceResponse,
  SearchItemsRequest,
  SearchItemsResponse,
  SetContextRequest,
  SetContextResponse,
  SimilarItemsRequest,
  SimilarItemsResponse,
  TrackRequest,
  TrackResponse,
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
}
