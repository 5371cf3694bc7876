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
