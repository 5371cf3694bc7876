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

    /** Says whether an item is in a user’s list, and if not, what left it out. */
    public ExplainItemResponse explainItem(ExplainItemRequest request) {
        return sender.send("POST", "/v1/explain-item", request.values, ExplainItemResponse.class);
    }

    /** Shows what a rule would do to a user’s list, before it acts. */
    public PreviewRuleResponse previewRule(PreviewRuleRequest request) {
        return sender.send("POST", "/v1/rules/preview", request.values, PreviewRuleResponse.class);
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

    /** Counts the values of the items that a search finds. */
    public CountFacetsResponse countFacets(CountFacetsRequest request) {
        return sender.send("POST", "/v1/catalog/facets", request.values, CountFacetsResponse.class);
    }

    /** Counts what items lack. */
    public GetCatalogHealthResponse getCatalogHealth(GetCatalogHealthRequest request) {
        return sender.send("GET", "/v1/catalog/health", request.values, GetCatalogHealthResponse.class);
    }

    /** Lists the items that have an issue, by pages. */
    public ListItemsWithIssueResponse listItemsWithIssue(ListItemsWithIssueRequest request) {
        return sender.send("GET", "/v1/catalog/issues", request.values, ListItemsWithIssueResponse.class);
    }

    /** Reads all that is known of one item, with its neighbours. */
    public InspectItemResponse inspectItem(InspectItemRequest request) {
        return sender.send("GET", "/v1/catalog/items/{item_id}", request.values, InspectItemResponse.class);
    }

    /** Corrects the tags of an item. */
    public CorrectTagsResponse correctTags(CorrectTagsRequest request) {
        return sender.send("POST", "/v1/catalog/correct-tags", request.values, CorrectTagsResponse.class);
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

    /** Counts answers, clicks and orders by time and placement. */
    public GetActivityResponse getActivity(GetActivityRequest request) {
        return sender.send("GET", "/v1/activity", request.values, GetActivityResponse.class);
    }

    /** Lists the rules of a merchandiser, or all kept versions of one. */
    public ListRulesResponse listRules(ListRulesRequest request) {
        return sender.send("GET", "/v1/rules", request.values, ListRulesResponse.class);
    }

    /** Adds or changes a rule. */
    public PutRuleResponse putRule(PutRuleRequest request) {
        return sender.send("POST", "/v1/rules", request.values, PutRuleResponse.class);
    }

    /** Lets an earlier version of a rule count again. */
    public RollBackRuleResponse rollBackRule(RollBackRuleRequest request) {
        return sender.send("POST", "/v1/rules/roll-back", request.values, RollBackRuleResponse.class);
    }

    /** Deletes a rule. */
    public DeleteRuleResponse deleteRule(DeleteRuleRequest request) {
        return sender.send("POST", "/v1/rules/delete", request.values, DeleteRuleResponse.class);
    }

    /** Counts what a rule would change in recent lists, before it acts. */
    public EstimateRuleResponse estimateRule(EstimateRuleRequest request) {
        return sender.send("POST", "/v1/rules/estimate", request.values, EstimateRuleResponse.class);
    }

    /** Says whether answers are good, how fast they are, how fresh data is, and how far behind consumer groups are. {@code GET /v1/status/stream} sends the same every five seconds, as server-sent events. */
    public GetStatusResponse getStatus(GetStatusRequest request) {
        return sender.send("GET", "/v1/status", request.values, GetStatusResponse.class);
    }

    /** Lists messages that no service could handle, by pages. */
    public ListDeadLettersResponse listDeadLetters(ListDeadLettersRequest request) {
        return sender.send("GET", "/v1/dead-letters", request.values, ListDeadLettersResponse.class);
    }

    /** Sends dead letters again. */
    public ReplayDeadLettersResponse replayDeadLetters(ReplayDeadLettersRequest request) {
        return sender.send("POST", "/v1/dead-letters/replay", request.values, ReplayDeadLettersResponse.class);
    }

    /** Erases dead letters. */
    public DropDeadLettersResponse dropDeadLetters(DropDeadLettersRequest request) {
        return sender.send("POST", "/v1/dead-letters/drop", request.values, DropDeadLettersResponse.class);
    }

    /** Lists what was done by whom, newest first, by pages. */
    public ListAuditEntriesResponse listAuditEntries(ListAuditEntriesRequest request) {
        return sender.send("GET", "/v1/audit", request.values, ListAuditEntriesResponse.class);
    }

    /** Lists API keys and client certificates, without their secrets. */
    public ListKeysResponse listKeys(ListKeysRequest request) {
        return sender.send("GET", "/v1/keys", request.values, ListKeysResponse.class);
    }

    /** Makes an API key, which only this answer has, or lets a client certificate in. */
    public CreateKeyResponse createKey(CreateKeyRequest request) {
        return sender.send("POST", "/v1/keys", request.values, CreateKeyResponse.class);
    }

    /** Removes keys. */
    public RevokeKeysResponse revokeKeys(RevokeKeysRequest request) {
        return sender.send("POST", "/v1/keys/revoke", request.values, RevokeKeysResponse.class);
    }

    /** Lists the versions of the model, or one with all steps of its roll-outs. */
    public ListModelsResponse listModels(ListModelsRequest request) {
        return sender.send("GET", "/v1/models", request.values, ListModelsResponse.class);
    }

    /** Asks for a training on what is known now. */
    public TrainModelResponse trainModel(TrainModelRequest request) {
        return sender.send("POST", "/v1/models/train", request.values, TrainModelResponse.class);
    }

    /** Asks for a version to serve. */
    public ServeModelResponse serveModel(ServeModelRequest request) {
        return sender.send("POST", "/v1/models/serve", request.values, ServeModelResponse.class);
    }

    /** Asks for the version before to serve again. */
    public RollBackModelResponse rollBackModel(RollBackModelRequest request) {
        return sender.send("POST", "/v1/models/roll-back", request.values, RollBackModelResponse.class);
    }
}
