# Made from the API by `node tools/repo/scripts/generate-reference.mjs`. Do not edit it.

from __future__ import annotations

from typing import Any, Protocol

from .types import (
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
