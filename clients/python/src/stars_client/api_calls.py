# Made from the API by `node tools/repo/scripts/generate-reference.mjs`. Do not edit it.

from __future__ import annotations

from typing import Any, Protocol

from .types import (
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
)


class Send(Protocol):
    """Sends a request, with its fields in the path, the query or the body. Raises StarsError."""

    def __call__(self, verb: str, path: str, request: Any, timeout: float | None) -> Any: ...


class ApiCalls:
    """A method for each call of the API."""

    def __init__(self, send: Send) -> None:
        self._send = send

    def recommend(
        self, request: RecommendRequest, *, timeout: float | None = None
    ) -> RecommendResponse:
        """Recommends items to one user."""
        answer: RecommendResponse = self._send("POST", "/v1/recommend", request, timeout)
        return answer

    def recommend_batch(
        self, request: RecommendBatchRequest, *, timeout: float | None = None
    ) -> RecommendBatchResponse:
        """Answers many requests in one call."""
        answer: RecommendBatchResponse = self._send("POST", "/v1/recommend/batch", request, timeout)
        return answer

    def recommend_page(
        self, request: RecommendPageRequest, *, timeout: float | None = None
    ) -> RecommendPageResponse:
        """Fills the lists of a page, none of which repeats another."""
        answer: RecommendPageResponse = self._send("POST", "/v1/recommend/page", request, timeout)
        return answer

    def recommend_groups(
        self, request: RecommendGroupsRequest, *, timeout: float | None = None
    ) -> RecommendGroupsResponse:
        """Recommends groups of items, such as categories, to one user."""
        answer: RecommendGroupsResponse = self._send("POST", "/v1/recommend/groups", request, timeout)
        return answer

    def similar_items(
        self, request: SimilarItemsRequest, *, timeout: float | None = None
    ) -> SimilarItemsResponse:
        """Finds items that are similar to one item."""
        answer: SimilarItemsResponse = self._send("POST", "/v1/similar-items", request, timeout)
        return answer

    def popular_items(
        self, request: PopularItemsRequest, *, timeout: float | None = None
    ) -> PopularItemsResponse:
        """Lists what is popular."""
        answer: PopularItemsResponse = self._send("POST", "/v1/popular", request, timeout)
        return answer

    def explain_item(
        self, request: ExplainItemRequest, *, timeout: float | None = None
    ) -> ExplainItemResponse:
        """Says whether an item is in a user’s list, and if not, what left it out."""
        answer: ExplainItemResponse = self._send("POST", "/v1/explain-item", request, timeout)
        return answer

    def preview_rule(
        self, request: PreviewRuleRequest, *, timeout: float | None = None
    ) -> PreviewRuleResponse:
        """Shows what a rule would do to a user’s list, before it acts."""
        answer: PreviewRuleResponse = self._send("POST", "/v1/rules/preview", request, timeout)
        return answer

    def get_item(
        self, request: GetItemRequest, *, timeout: float | None = None
    ) -> GetItemResponse:
        """Reads one item."""
        answer: GetItemResponse = self._send("GET", "/v1/items/{item_id}", request, timeout)
        return answer

    def search_items(
        self, request: SearchItemsRequest, *, timeout: float | None = None
    ) -> SearchItemsResponse:
        """Searches items by words and filters, or reads those that it names."""
        answer: SearchItemsResponse = self._send("POST", "/v1/search-items", request, timeout)
        return answer

    def get_user(
        self, request: GetUserRequest, *, timeout: float | None = None
    ) -> GetUserResponse:
        """Reads what is known of a user."""
        answer: GetUserResponse = self._send("GET", "/v1/users/{user_id}", request, timeout)
        return answer

    def get_user_history(
        self, request: GetUserHistoryRequest, *, timeout: float | None = None
    ) -> GetUserHistoryResponse:
        """Reads what a user did, newest first, by pages."""
        answer: GetUserHistoryResponse = self._send("GET", "/v1/users/{user_id}/history", request, timeout)
        return answer

    def export_user(
        self, request: ExportUserRequest, *, timeout: float | None = None
    ) -> ExportUserResponse:
        """Reads everything that is kept of a user, by pages."""
        answer: ExportUserResponse = self._send("GET", "/v1/users/{user_id}/export", request, timeout)
        return answer

    def find_users(
        self, request: FindUsersRequest, *, timeout: float | None = None
    ) -> FindUsersResponse:
        """Finds the users for whom items are most right, or the users of a segment, by pages."""
        answer: FindUsersResponse = self._send("POST", "/v1/find-users", request, timeout)
        return answer

    def track(
        self, request: TrackRequest, *, timeout: float | None = None
    ) -> TrackResponse:
        """Takes events and impressions of users."""
        answer: TrackResponse = self._send("POST", "/v1/track", request, timeout)
        return answer

    def upsert_items(
        self, request: UpsertItemsRequest, *, timeout: float | None = None
    ) -> UpsertItemsResponse:
        """Adds and changes items."""
        answer: UpsertItemsResponse = self._send("POST", "/v1/items", request, timeout)
        return answer

    def patch_items(
        self, request: PatchItemsRequest, *, timeout: float | None = None
    ) -> PatchItemsResponse:
        """Changes prices and stock of items."""
        answer: PatchItemsResponse = self._send("PATCH", "/v1/items", request, timeout)
        return answer

    def delete_items(
        self, request: DeleteItemsRequest, *, timeout: float | None = None
    ) -> DeleteItemsResponse:
        """Deletes items."""
        answer: DeleteItemsResponse = self._send("POST", "/v1/items/delete", request, timeout)
        return answer

    def upsert_users(
        self, request: UpsertUsersRequest, *, timeout: float | None = None
    ) -> UpsertUsersResponse:
        """Adds and changes features of users."""
        answer: UpsertUsersResponse = self._send("POST", "/v1/users", request, timeout)
        return answer

    def delete_user(
        self, request: DeleteUserRequest, *, timeout: float | None = None
    ) -> DeleteUserResponse:
        """Forgets a user."""
        answer: DeleteUserResponse = self._send("POST", "/v1/users/delete", request, timeout)
        return answer

    def object_to_profiling(
        self, request: ObjectToProfilingRequest, *, timeout: float | None = None
    ) -> ObjectToProfilingResponse:
        """Takes the objection of a user to profiling, or its withdrawal."""
        answer: ObjectToProfilingResponse = self._send("POST", "/v1/users/object", request, timeout)
        return answer

    def set_context(
        self, request: SetContextRequest, *, timeout: float | None = None
    ) -> SetContextResponse:
        """Sets signals of a region or of items, such as weather or promotions."""
        answer: SetContextResponse = self._send("POST", "/v1/context", request, timeout)
        return answer

    def confirm_impression(
        self, request: ConfirmImpressionRequest, *, timeout: float | None = None
    ) -> ConfirmImpressionResponse:
        """Confirms that a recommendation was really seen."""
        answer: ConfirmImpressionResponse = self._send("POST", "/v1/impressions/confirm", request, timeout)
        return answer

    def count_facets(
        self, request: CountFacetsRequest, *, timeout: float | None = None
    ) -> CountFacetsResponse:
        """Counts the values of the items that a search finds."""
        answer: CountFacetsResponse = self._send("POST", "/v1/catalog/facets", request, timeout)
        return answer

    def get_catalog_health(
        self, request: GetCatalogHealthRequest, *, timeout: float | None = None
    ) -> GetCatalogHealthResponse:
        """Counts what items lack."""
        answer: GetCatalogHealthResponse = self._send("GET", "/v1/catalog/health", request, timeout)
        return answer

    def list_items_with_issue(
        self, request: ListItemsWithIssueRequest, *, timeout: float | None = None
    ) -> ListItemsWithIssueResponse:
        """Lists the items that have an issue, by pages."""
        answer: ListItemsWithIssueResponse = self._send("GET", "/v1/catalog/issues", request, timeout)
        return answer

    def inspect_item(
        self, request: InspectItemRequest, *, timeout: float | None = None
    ) -> InspectItemResponse:
        """Reads all that is known of one item, with its neighbours."""
        answer: InspectItemResponse = self._send("GET", "/v1/catalog/items/{item_id}", request, timeout)
        return answer

    def correct_tags(
        self, request: CorrectTagsRequest, *, timeout: float | None = None
    ) -> CorrectTagsResponse:
        """Corrects the tags of an item."""
        answer: CorrectTagsResponse = self._send("POST", "/v1/catalog/correct-tags", request, timeout)
        return answer

    def list_surfaces(
        self, request: ListSurfacesRequest, *, timeout: float | None = None
    ) -> ListSurfacesResponse:
        """Lists surfaces, or all kept versions of one."""
        answer: ListSurfacesResponse = self._send("GET", "/v1/surfaces", request, timeout)
        return answer

    def put_surface(
        self, request: PutSurfaceRequest, *, timeout: float | None = None
    ) -> PutSurfaceResponse:
        """Adds or changes a surface."""
        answer: PutSurfaceResponse = self._send("POST", "/v1/surfaces", request, timeout)
        return answer

    def roll_back_surface(
        self, request: RollBackSurfaceRequest, *, timeout: float | None = None
    ) -> RollBackSurfaceResponse:
        """Lets an earlier version of a surface count again."""
        answer: RollBackSurfaceResponse = self._send("POST", "/v1/surfaces/roll-back", request, timeout)
        return answer

    def delete_surface(
        self, request: DeleteSurfaceRequest, *, timeout: float | None = None
    ) -> DeleteSurfaceResponse:
        """Deletes a surface."""
        answer: DeleteSurfaceResponse = self._send("POST", "/v1/surfaces/delete", request, timeout)
        return answer

    def get_activity(
        self, request: GetActivityRequest, *, timeout: float | None = None
    ) -> GetActivityResponse:
        """Counts answers, clicks and orders by time and placement."""
        answer: GetActivityResponse = self._send("GET", "/v1/activity", request, timeout)
        return answer

    def list_rules(
        self, request: ListRulesRequest, *, timeout: float | None = None
    ) -> ListRulesResponse:
        """Lists the rules of a merchandiser, or all kept versions of one."""
        answer: ListRulesResponse = self._send("GET", "/v1/rules", request, timeout)
        return answer

    def put_rule(
        self, request: PutRuleRequest, *, timeout: float | None = None
    ) -> PutRuleResponse:
        """Adds or changes a rule."""
        answer: PutRuleResponse = self._send("POST", "/v1/rules", request, timeout)
        return answer

    def roll_back_rule(
        self, request: RollBackRuleRequest, *, timeout: float | None = None
    ) -> RollBackRuleResponse:
        """Lets an earlier version of a rule count again."""
        answer: RollBackRuleResponse = self._send("POST", "/v1/rules/roll-back", request, timeout)
        return answer

    def delete_rule(
        self, request: DeleteRuleRequest, *, timeout: float | None = None
    ) -> DeleteRuleResponse:
        """Deletes a rule."""
        answer: DeleteRuleResponse = self._send("POST", "/v1/rules/delete", request, timeout)
        return answer

    def estimate_rule(
        self, request: EstimateRuleRequest, *, timeout: float | None = None
    ) -> EstimateRuleResponse:
        """Counts what a rule would change in recent lists, before it acts."""
        answer: EstimateRuleResponse = self._send("POST", "/v1/rules/estimate", request, timeout)
        return answer

    def get_status(
        self, request: GetStatusRequest, *, timeout: float | None = None
    ) -> GetStatusResponse:
        """Says whether answers are good, how fast they are, how fresh data is, and how far behind consumer groups are. `GET /v1/status/stream` sends the same every five seconds, as server-sent events."""
        answer: GetStatusResponse = self._send("GET", "/v1/status", request, timeout)
        return answer

    def list_dead_letters(
        self, request: ListDeadLettersRequest, *, timeout: float | None = None
    ) -> ListDeadLettersResponse:
        """Lists messages that no service could handle, by pages."""
        answer: ListDeadLettersResponse = self._send("GET", "/v1/dead-letters", request, timeout)
        return answer

    def replay_dead_letters(
        self, request: ReplayDeadLettersRequest, *, timeout: float | None = None
    ) -> ReplayDeadLettersResponse:
        """Sends dead letters again."""
        answer: ReplayDeadLettersResponse = self._send("POST", "/v1/dead-letters/replay", request, timeout)
        return answer

    def drop_dead_letters(
        self, request: DropDeadLettersRequest, *, timeout: float | None = None
    ) -> DropDeadLettersResponse:
        """Erases dead letters."""
        answer: DropDeadLettersResponse = self._send("POST", "/v1/dead-letters/drop", request, timeout)
        return answer

    def list_audit_entries(
        self, request: ListAuditEntriesRequest, *, timeout: float | None = None
    ) -> ListAuditEntriesResponse:
        """Lists what was done by whom, newest first, by pages."""
        answer: ListAuditEntriesResponse = self._send("GET", "/v1/audit", request, timeout)
        return answer

    def list_keys(
        self, request: ListKeysRequest, *, timeout: float | None = None
    ) -> ListKeysResponse:
        """Lists API keys and client certificates, without their secrets."""
        answer: ListKeysResponse = self._send("GET", "/v1/keys", request, timeout)
        return answer

    def create_key(
        self, request: CreateKeyRequest, *, timeout: float | None = None
    ) -> CreateKeyResponse:
        """Makes an API key, which only this answer has, or lets a client certificate in."""
        answer: CreateKeyResponse = self._send("POST", "/v1/keys", request, timeout)
        return answer

    def revoke_keys(
        self, request: RevokeKeysRequest, *, timeout: float | None = None
    ) -> RevokeKeysResponse:
        """Removes keys."""
        answer: RevokeKeysResponse = self._send("POST", "/v1/keys/revoke", request, timeout)
        return answer

    def list_models(
        self, request: ListModelsRequest, *, timeout: float | None = None
    ) -> ListModelsResponse:
        """Lists the versions of the model, or one with all steps of its roll-outs."""
        answer: ListModelsResponse = self._send("GET", "/v1/models", request, timeout)
        return answer

    def train_model(
        self, request: TrainModelRequest, *, timeout: float | None = None
    ) -> TrainModelResponse:
        """Asks for a training on what is known now."""
        answer: TrainModelResponse = self._send("POST", "/v1/models/train", request, timeout)
        return answer

    def serve_model(
        self, request: ServeModelRequest, *, timeout: float | None = None
    ) -> ServeModelResponse:
        """Asks for a version to serve."""
        answer: ServeModelResponse = self._send("POST", "/v1/models/serve", request, timeout)
        return answer

    def roll_back_model(
        self, request: RollBackModelRequest, *, timeout: float | None = None
    ) -> RollBackModelResponse:
        """Asks for the version before to serve again."""
        answer: RollBackModelResponse = self._send("POST", "/v1/models/roll-back", request, timeout)
        return answer
