// Made from the API by `node tools/repo/scripts/generate-reference.mjs`. Do not edit it.

package example.stars;

import example.stars.Types.*;

/** A method for each call of the API. Each throws {@link StarsException}. */
public class ApiCalls {
    final Sender sender;

    ApiCalls(Sender sender) {
        this.sender = sender;
    }

    /** Recommends items to one user. */
    public RecommendResponse recommend(RecommendRequest request) {
        return sender.send("POST", "/v1/recommend", request.values, RecommendResponse.class);
    }

    /** Answers many requests in one call. */
    public RecommendBatchResponse recommendBatch(RecommendBatchRequest request) {
        return sender.send("POST", "/v1/recommend/batch", request.values, RecommendBatchResponse.class);
    }

    /** Fills the lists of a page, none of which repeats another. */
    public RecommendPageResponse recommendPage(RecommendPageRequest request) {
        return sender.send("POST", "/v1/recommend/page", request.values, RecommendPageResponse.class);
    }

    /** Recommends groups of items, such as categories, to one user. */
    public RecommendGroupsResponse recommendGroups(RecommendGroupsRequest request) {
        return sender.send("POST", "/v1/recommend/groups", request.values, RecommendGroupsResponse.class);
    }

    /** Finds items that are similar to one item. */
    public SimilarItemsResponse similarItems(SimilarItemsRequest request) {
        return sender.send("POST", "/v1/similar-items", request.values, SimilarItemsResponse.class);
    }

    /** Lists what is popular. */
    public PopularItemsResponse popularItems(PopularItemsRequest request) {
        return sender.send("POST", "/v1/popular", request.values, PopularItemsResponse.class);
    }

    /** Reads one item. */
    public GetItemResponse getItem(GetItemRequest request) {
        return sender.send("GET", "/v1/items/{item_id}", request.values, GetItemResponse.class);
    }

    /** Searches items by words and filters, or reads those that it names. */
    public SearchItemsResponse searchItems(SearchItemsRequest request) {
        return sender.send("POST", "/v1/search-items", request.values, SearchItemsResponse.class);
    }

    /** Reads what is known of a user. */
    public GetUserResponse getUser(GetUserRequest request) {
        return sender.send("GET", "/v1/users/{user_id}", request.values, GetUserResponse.class);
    }

    /** Reads what a user did, newest first, by pages. */
    public GetUserHistoryResponse getUserHistory(GetUserHistoryRequest request) {
        return sender.send("GET", "/v1/users/{user_id}/history", request.values, GetUserHistoryResponse.class);
    }

    /** Reads everything that is kept of a user, by pages. */
    public ExportUserResponse exportUser(ExportUserRequest request) {
        return sender.send("GET", "/v1/users/{user_id}/export", request.values, ExportUserResponse.class);
    }

    /** Finds the users for whom items are most right, or the users of a segment, by pages. */
    public FindUsersResponse findUsers(FindUsersRequest request) {
        return sender.send("POST", "/v1/find-users", request.values, FindUsersResponse.class);
    }

    /** Takes events and impressions of users. */
    public TrackResponse track(TrackRequest request) {
        return sender.send("POST", "/v1/track", request.values, TrackResponse.class);
    }

    /** Adds and changes items. */
    public UpsertItemsResponse upsertItems(UpsertItemsRequest request) {
        return sender.send("POST", "/v1/items", request.values, UpsertItemsResponse.class);
    }

    /** Changes prices and stock of items. */
    public PatchItemsResponse patchItems(PatchItemsRequest request) {
        return sender.send("PATCH", "/v1/items", request.values, PatchItemsResponse.class);
    }

    /** Deletes items. */
    public DeleteItemsResponse deleteItems(DeleteItemsRequest request) {
        return sender.send("POST", "/v1/items/delete", request.values, DeleteItemsResponse.class);
    }

    /** Adds and changes features of users. */
    public UpsertUsersResponse upsertUsers(UpsertUsersRequest request) {
        return sender.send("POST", "/v1/users", request.values, UpsertUsersResponse.class);
    }

    /** Forgets a user. */
    public DeleteUserResponse deleteUser(DeleteUserRequest request) {
        return sender.send("POST", "/v1/users/delete", request.values, DeleteUserResponse.class);
    }

    /** Takes the objection of a user to profiling, or its withdrawal. */
    public ObjectToProfilingResponse objectToProfiling(ObjectToProfilingRequest request) {
        return sender.send("POST", "/v1/users/object", request.values, ObjectToProfilingResponse.class);
    }

    /** Sets signals of a region or of items, such as weather or promotions. */
    public SetContextResponse setContext(SetContextRequest request) {
        return sender.send("POST", "/v1/context", request.values, SetContextResponse.class);
    }

    /** Confirms that a recommendation was really seen. */
    public ConfirmImpressionResponse confirmImpression(ConfirmImpressionRequest request) {
        return sender.send("POST", "/v1/impressions/confirm", request.values, ConfirmImpressionResponse.class);
    }

    /** Lists surfaces, or all kept versions of one. */
    public ListSurfacesResponse listSurfaces(ListSurfacesRequest request) {
        return sender.send("GET", "/v1/surfaces", request.values, ListSurfacesResponse.class);
    }

    /** Adds or changes a surface. */
    public PutSurfaceResponse putSurface(PutSurfaceRequest request) {
        return sender.send("POST", "/v1/surfaces", request.values, PutSurfaceResponse.class);
    }

    /** Lets an earlier version of a surface count again. */
    public RollBackSurfaceResponse rollBackSurface(RollBackSurfaceRequest request) {
        return sender.send("POST", "/v1/surfaces/roll-back", request.values, RollBackSurfaceResponse.class);
    }

    /** Deletes a surface. */
    public DeleteSurfaceResponse deleteSurface(DeleteSurfaceRequest request) {
        return sender.send("POST", "/v1/surfaces/delete", request.values, DeleteSurfaceResponse.class);
    }
}
