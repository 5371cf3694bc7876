// Code generated from the API by tools/repo/scripts/generate-reference.mjs. DO NOT EDIT.

package stars

import "context"

// Calls has a method for each call of the API.
type Calls struct {
	sender *sender
}

// Recommend: Recommends items to one user.
func (c *Calls) Recommend(ctx context.Context, request *RecommendRequest) (*RecommendResponse, error) {
	return call[RecommendResponse](ctx, c.sender, "POST", "/v1/recommend", request)
}

// RecommendBatch: Answers many requests in one call.
func (c *Calls) RecommendBatch(ctx context.Context, request *RecommendBatchRequest) (*RecommendBatchResponse, error) {
	return call[RecommendBatchResponse](ctx, c.sender, "POST", "/v1/recommend/batch", request)
}

// RecommendPage: Fills the lists of a page, none of which repeats another.
func (c *Calls) RecommendPage(ctx context.Context, request *RecommendPageRequest) (*RecommendPageResponse, error) {
	return call[RecommendPageResponse](ctx, c.sender, "POST", "/v1/recommend/page", request)
}

// RecommendGroups: Recommends groups of items, such as categories, to one user.
func (c *Calls) RecommendGroups(ctx context.Context, request *RecommendGroupsRequest) (*RecommendGroupsResponse, error) {
	return call[RecommendGroupsResponse](ctx, c.sender, "POST", "/v1/recommend/groups", request)
}

// SimilarItems: Finds items that are similar to one item.
func (c *Calls) SimilarItems(ctx context.Context, request *SimilarItemsRequest) (*SimilarItemsResponse, error) {
	return call[SimilarItemsResponse](ctx, c.sender, "POST", "/v1/similar-items", request)
}

// PopularItems: Lists what is popular.
func (c *Calls) PopularItems(ctx context.Context, request *PopularItemsRequest) (*PopularItemsResponse, error) {
	return call[PopularItemsResponse](ctx, c.sender, "POST", "/v1/popular", request)
}

// ExplainItem: Says whether an item is in a user’s list, and if not, what left it out.
func (c *Calls) ExplainItem(ctx context.Context, request *ExplainItemRequest) (*ExplainItemResponse, error) {
	return call[ExplainItemResponse](ctx, c.sender, "POST", "/v1/explain-item", request)
}

// PreviewRule: Shows what a rule would do to a user’s list, before it acts.
func (c *Calls) PreviewRule(ctx context.Context, request *PreviewRuleRequest) (*PreviewRuleResponse, error) {
	return call[PreviewRuleResponse](ctx, c.sender, "POST", "/v1/rules/preview", request)
}

// GetItem: Reads one item.
func (c *Calls) GetItem(ctx context.Context, request *GetItemRequest) (*GetItemResponse, error) {
	return call[GetItemResponse](ctx, c.sender, "GET", "/v1/items/{item_id}", request)
}

// SearchItems: Searches items by words and filters, or reads those that it names.
func (c *Calls) SearchItems(ctx context.Context, request *SearchItemsRequest) (*SearchItemsResponse, error) {
	return call[SearchItemsResponse](ctx, c.sender, "POST", "/v1/search-items", request)
}

// GetUser: Reads what is known of a user.
func (c *Calls) GetUser(ctx context.Context, request *GetUserRequest) (*GetUserResponse, error) {
	return call[GetUserResponse](ctx, c.sender, "GET", "/v1/users/{user_id}", request)
}

// GetUserHistory: Reads what a user did, newest first, by pages.
func (c *Calls) GetUserHistory(ctx context.Context, request *GetUserHistoryRequest) (*GetUserHistoryResponse, error) {
	return call[GetUserHistoryResponse](ctx, c.sender, "GET", "/v1/users/{user_id}/history", request)
}

// ExportUser: Reads everything that is kept of a user, by pages.
func (c *Calls) ExportUser(ctx context.Context, request *ExportUserRequest) (*ExportUserResponse, error) {
	return call[ExportUserResponse](ctx, c.sender, "GET", "/v1/users/{user_id}/export", request)
}

// FindUsers: Finds the users for whom items are most right, or the users of a segment, by pages.
func (c *Calls) FindUsers(ctx context.Context, request *FindUsersRequest) (*FindUsersResponse, error) {
	return call[FindUsersResponse](ctx, c.sender, "POST", "/v1/find-users", request)
}

// Track: Takes events and impressions of users.
func (c *Calls) Track(ctx context.Context, request *TrackRequest) (*TrackResponse, error) {
	return call[TrackResponse](ctx, c.sender, "POST", "/v1/track", request)
}

// UpsertItems: Adds and changes items.
func (c *Calls) UpsertItems(ctx context.Context, request *UpsertItemsRequest) (*UpsertItemsResponse, error) {
	return call[UpsertItemsResponse](ctx, c.sender, "POST", "/v1/items", request)
}

// PatchItems: Changes prices and stock of items.
func (c *Calls) PatchItems(ctx context.Context, request *PatchItemsRequest) (*PatchItemsResponse, error) {
	return call[PatchItemsResponse](ctx, c.sender, "PATCH", "/v1/items", request)
}

// DeleteItems: Deletes items.
func (c *Calls) DeleteItems(ctx context.Context, request *DeleteItemsRequest) (*DeleteItemsResponse, error) {
	return call[DeleteItemsResponse](ctx, c.sender, "POST", "/v1/items/delete", request)
}

// UpsertUsers: Adds and changes features of users.
func (c *Calls) UpsertUsers(ctx context.Context, request *UpsertUsersRequest) (*UpsertUsersResponse, error) {
	return call[UpsertUsersResponse](ctx, c.sender, "POST", "/v1/users", request)
}

// DeleteUser: Forgets a user.
func (c *Calls) DeleteUser(ctx context.Context, request *DeleteUserRequest) (*DeleteUserResponse, error) {
	return call[DeleteUserResponse](ctx, c.sender, "POST", "/v1/users/delete", request)
}

// ObjectToProfiling: Takes the objection of a user to profiling, or its withdrawal.
func (c *Calls) ObjectToProfiling(ctx context.Context, request *ObjectToProfilingRequest) (*ObjectToProfilingResponse, error) {
	return call[ObjectToProfilingResponse](ctx, c.sender, "POST", "/v1/users/object", request)
}

// SetContext: Sets signals of a region or of items, such as weather or promotions.
func (c *Calls) SetContext(ctx context.Context, request *SetContextRequest) (*SetContextResponse, error) {
	return call[SetContextResponse](ctx, c.sender, "POST", "/v1/context", request)
}

// ConfirmImpression: Confirms that a recommendation was really seen.
func (c *Calls) ConfirmImpression(ctx context.Context, request *ConfirmImpressionRequest) (*ConfirmImpressionResponse, error) {
	return call[ConfirmImpressionResponse](ctx, c.sender, "POST", "/v1/impressions/confirm", request)
}

// CountFacets: Counts the values of the items that a search finds.
func (c *Calls) CountFacets(ctx context.Context, request *CountFacetsRequest) (*CountFacetsResponse, error) {
	return call[CountFacetsResponse](ctx, c.sender, "POST", "/v1/catalog/facets", request)
}

// GetCatalogHealth: Counts what items lack.
func (c *Calls) GetCatalogHealth(ctx context.Context, request *GetCatalogHealthRequest) (*GetCatalogHealthResponse, error) {
	return call[GetCatalogHealthResponse](ctx, c.sender, "GET", "/v1/catalog/health", request)
}

// ListItemsWithIssue: Lists the items that have an issue, by pages.
func (c *Calls) ListItemsWithIssue(ctx context.Context, request *ListItemsWithIssueRequest) (*ListItemsWithIssueResponse, error) {
	return call[ListItemsWithIssueResponse](ctx, c.sender, "GET", "/v1/catalog/issues", request)
}

// InspectItem: Reads all that is known of one item, with its neighbours.
func (c *Calls) InspectItem(ctx context.Context, request *InspectItemRequest) (*InspectItemResponse, error) {
	return call[InspectItemResponse](ctx, c.sender, "GET", "/v1/catalog/items/{item_id}", request)
}

// CorrectTags: Corrects the tags of an item.
func (c *Calls) CorrectTags(ctx context.Context, request *CorrectTagsRequest) (*CorrectTagsResponse, error) {
	return call[CorrectTagsResponse](ctx, c.sender, "POST", "/v1/catalog/correct-tags", request)
}

// ListSurfaces: Lists surfaces, or all kept versions of one.
func (c *Calls) ListSurfaces(ctx context.Context, request *ListSurfacesRequest) (*ListSurfacesResponse, error) {
	return call[ListSurfacesResponse](ctx, c.sender, "GET", "/v1/surfaces", request)
}

// PutSurface: Adds or changes a surface.
func (c *Calls) PutSurface(ctx context.Context, request *PutSurfaceRequest) (*PutSurfaceResponse, error) {
	return call[PutSurfaceResponse](ctx, c.sender, "POST", "/v1/surfaces", request)
}

// RollBackSurface: Lets an earlier version of a surface count again.
func (c *Calls) RollBackSurface(ctx context.Context, request *RollBackSurfaceRequest) (*RollBackSurfaceResponse, error) {
	return call[RollBackSurfaceResponse](ctx, c.sender, "POST", "/v1/surfaces/roll-back", request)
}

// DeleteSurface: Deletes a surface.
func (c *Calls) DeleteSurface(ctx context.Context, request *DeleteSurfaceRequest) (*DeleteSurfaceResponse, error) {
	return call[DeleteSurfaceResponse](ctx, c.sender, "POST", "/v1/surfaces/delete", request)
}

// GetActivity: Counts answers, clicks and orders by time and placement.
func (c *Calls) GetActivity(ctx context.Context, request *GetActivityRequest) (*GetActivityResponse, error) {
	return call[GetActivityResponse](ctx, c.sender, "GET", "/v1/activity", request)
}

// ListRules: Lists the rules of a merchandiser, or all kept versions of one.
func (c *Calls) ListRules(ctx context.Context, request *ListRulesRequest) (*ListRulesResponse, error) {
	return call[ListRulesResponse](ctx, c.sender, "GET", "/v1/rules", request)
}

// PutRule: Adds or changes a rule.
func (c *Calls) PutRule(ctx context.Context, request *PutRuleRequest) (*PutRuleResponse, error) {
	return call[PutRuleResponse](ctx, c.sender, "POST", "/v1/rules", request)
}

// RollBackRule: Lets an earlier version of a rule count again.
func (c *Calls) RollBackRule(ctx context.Context, request *RollBackRuleRequest) (*RollBackRuleResponse, error) {
	return call[RollBackRuleResponse](ctx, c.sender, "POST", "/v1/rules/roll-back", request)
}

// DeleteRule: Deletes a rule.
func (c *Calls) DeleteRule(ctx context.Context, request *DeleteRuleRequest) (*DeleteRuleResponse, error) {
	return call[DeleteRuleResponse](ctx, c.sender, "POST", "/v1/rules/delete", request)
}

// EstimateRule: Counts what a rule would change in recent lists, before it acts.
func (c *Calls) EstimateRule(ctx context.Context, request *EstimateRuleRequest) (*EstimateRuleResponse, error) {
	return call[EstimateRuleResponse](ctx, c.sender, "POST", "/v1/rules/estimate", request)
}

// GetStatus: Says whether answers are good, how fast they are, how fresh data is, and how far behind consumer groups are. `GET /v1/status/stream` sends the same every five seconds, as server-sent events.
func (c *Calls) GetStatus(ctx context.Context, request *GetStatusRequest) (*GetStatusResponse, error) {
	return call[GetStatusResponse](ctx, c.sender, "GET", "/v1/status", request)
}

// ListDeadLetters: Lists messages that no service could handle, by pages.
func (c *Calls) ListDeadLetters(ctx context.Context, request *ListDeadLettersRequest) (*ListDeadLettersResponse, error) {
	return call[ListDeadLettersResponse](ctx, c.sender, "GET", "/v1/dead-letters", request)
}

// ReplayDeadLetters: Sends dead letters again.
func (c *Calls) ReplayDeadLetters(ctx context.Context, request *ReplayDeadLettersRequest) (*ReplayDeadLettersResponse, error) {
	return call[ReplayDeadLettersResponse](ctx, c.sender, "POST", "/v1/dead-letters/replay", request)
}

// DropDeadLetters: Erases dead letters.
func (c *Calls) DropDeadLetters(ctx context.Context, request *DropDeadLettersRequest) (*DropDeadLettersResponse, error) {
	return call[DropDeadLettersResponse](ctx, c.sender, "POST", "/v1/dead-letters/drop", request)
}

// ListAuditEntries: Lists what was done by whom, newest first, by pages.
func (c *Calls) ListAuditEntries(ctx context.Context, request *ListAuditEntriesRequest) (*ListAuditEntriesResponse, error) {
	return call[ListAuditEntriesResponse](ctx, c.sender, "GET", "/v1/audit", request)
}

// ListKeys: Lists API keys and client certificates, without their secrets.
func (c *Calls) ListKeys(ctx context.Context, request *ListKeysRequest) (*ListKeysResponse, error) {
	return call[ListKeysResponse](ctx, c.sender, "GET", "/v1/keys", request)
}

// CreateKey: Makes an API key, which only this answer has, or lets a client certificate in.
func (c *Calls) CreateKey(ctx context.Context, request *CreateKeyRequest) (*CreateKeyResponse, error) {
	return call[CreateKeyResponse](ctx, c.sender, "POST", "/v1/keys", request)
}

// RevokeKeys: Removes keys.
func (c *Calls) RevokeKeys(ctx context.Context, request *RevokeKeysRequest) (*RevokeKeysResponse, error) {
	return call[RevokeKeysResponse](ctx, c.sender, "POST", "/v1/keys/revoke", request)
}

// ListModels: Lists the versions of the model, or one with all steps of its roll-outs.
func (c *Calls) ListModels(ctx context.Context, request *ListModelsRequest) (*ListModelsResponse, error) {
	return call[ListModelsResponse](ctx, c.sender, "GET", "/v1/models", request)
}

// TrainModel: Asks for a training on what is known now.
func (c *Calls) TrainModel(ctx context.Context, request *TrainModelRequest) (*TrainModelResponse, error) {
	return call[TrainModelResponse](ctx, c.sender, "POST", "/v1/models/train", request)
}

// ServeModel: Asks for a version to serve.
func (c *Calls) ServeModel(ctx context.Context, request *ServeModelRequest) (*ServeModelResponse, error) {
	return call[ServeModelResponse](ctx, c.sender, "POST", "/v1/models/serve", request)
}

// RollBackModel: Asks for the version before to serve again.
func (c *Calls) RollBackModel(ctx context.Context, request *RollBackModelRequest) (*RollBackModelResponse, error) {
	return call[RollBackModelResponse](ctx, c.sender, "POST", "/v1/models/roll-back", request)
}
