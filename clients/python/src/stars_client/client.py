"""The client."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from types import TracebackType
from typing import Any, NotRequired, TypedDict

from .api_calls import ApiCalls
from .errors import StarsError
from .event_queue import EventQueue, with_ids
from .send import Sender
from .types import (
    PopularItemsRequest,
    PopularItemsResponse,
    RecommendGroupsRequest,
    RecommendGroupsResponse,
    RecommendPageRequest,
    RecommendPageResponse,
    RecommendRequest,
    RecommendResponse,
    SimilarItemsRequest,
    SimilarItemsResponse,
    TrackRequest,
    TrackResponse,
)


class RecommendAnswer(RecommendResponse):
    """A list. If it is made of the fallback, `fallback` is the code of the error."""

    fallback: NotRequired[str]


class RecommendPageAnswer(RecommendPageResponse):
    """A page. If it is made of the fallback, `fallback` is the code of the error."""

    fallback: NotRequired[str]


class RecommendGroupsAnswer(RecommendGroupsResponse):
    """Groups. If they are made of the fallback, `fallback` is the code of the error."""

    fallback: NotRequired[str]


class FallbackGroup(TypedDict):
    """A group of a fallback, with item ids."""

    value: Sequence[str]
    items: Sequence[str]


class SimilarItemsAnswer(SimilarItemsResponse):
    """A list. If it is made of the fallback, `fallback` is the code of the error."""

    fallback: NotRequired[str]


class PopularItemsAnswer(PopularItemsResponse):
    """A list. If it is made of the fallback, `fallback` is the code of the error."""

    fallback: NotRequired[str]


class StarsClient(ApiCalls):
    """Calls STARS. Each method takes the request and gives the answer of one call of the API. Raises StarsError.

    url: such as `https://stars.shop.example`.
    timeout: seconds that a call may take, with all of its tries.
    on_lost_events: hears of events that the server refuses, and how many found no room while it was away.
    Threads may share it.
    """

    def __init__(
        self,
        url: str,
        key: str | None = None,
        *,
        timeout: float = 5.0,
        on_lost_events: Callable[[StarsError, int], None] | None = None,
    ) -> None:
        self._sender = Sender(url, key, timeout)
        super().__init__(self._sender)
        #: Events to be sent soon, many in one call.
        self.events = EventQueue(super().track, on_lost_events)

    def recommend(
        self, request: RecommendRequest, *, timeout: float | None = None, fallback: Sequence[str] | None = None
    ) -> RecommendAnswer:
        """Recommends items to one user. `fallback`: item ids for the answer if the server gives none in time."""
        ask = super().recommend
        answer: RecommendAnswer = _or_fallback(
            lambda: ask(request, timeout=timeout),
            None if fallback is None else {"recommendation_id": "", "model_version": "", **_list_of(fallback), "rules": []},
        )
        return answer

    def recommend_page(
        self,
        request: RecommendPageRequest,
        *,
        timeout: float | None = None,
        fallback: Sequence[Sequence[str]] | None = None,
    ) -> RecommendPageAnswer:
        """Fills the lists of a page. `fallback`: item ids for each placement, in the same order."""
        ask = super().recommend_page
        names = [placement.get("surface", "") for placement in request["placements"]]
        lists = [{"surface": name, **_list_of(ids), "rules": []} for name, ids in zip(names, fallback or [])]
        answer: RecommendPageAnswer = _or_fallback(
            lambda: ask(request, timeout=timeout),
            None if fallback is None else {"recommendation_id": "", "model_version": "", "placements": lists},
        )
        return answer

    def recommend_groups(
        self,
        request: RecommendGroupsRequest,
        *,
        timeout: float | None = None,
        fallback: Sequence[FallbackGroup] | None = None,
    ) -> RecommendGroupsAnswer:
        """Recommends groups of items to one user. `fallback`: groups, best first, with item ids."""
        ask = super().recommend_groups
        groups = [
            {"value": group["value"], "score": 0, "items": _list_of(group["items"])["items"]} for group in fallback or []
        ]
        plain = {"recommendation_id": "", "model_version": "", "groups": groups, "degradations": []}
        answer: RecommendGroupsAnswer = _or_fallback(
            lambda: ask(request, timeout=timeout), None if fallback is None else plain
        )
        return answer

    def similar_items(
        self, request: SimilarItemsRequest, *, timeout: float | None = None, fallback: Sequence[str] | None = None
    ) -> SimilarItemsAnswer:
        """Finds items that are similar to one item. `fallback` as of `recommend`."""
        ask = super().similar_items
        answer: SimilarItemsAnswer = _or_fallback(
            lambda: ask(request, timeout=timeout),
            None if fallback is None else {"model_version": "", **_list_of(fallback)},
        )
        return answer

    def popular_items(
        self, request: PopularItemsRequest, *, timeout: float | None = None, fallback: Sequence[str] | None = None
    ) -> PopularItemsAnswer:
        """Lists what is popular. `fallback` as of `recommend`."""
        ask = super().popular_items
        answer: PopularItemsAnswer = _or_fallback(
            lambda: ask(request, timeout=timeout),
            None if fallback is None else {"model_version": "", **_list_of(fallback)},
        )
        return answer

    def track(self, request: TrackRequest, *, timeout: float | None = None) -> TrackResponse:
        """Sends events at once. Those without an `event_id` get one: an event that is sent again counts once."""
        return super().track(with_ids(request), timeout=timeout)

    def close(self) -> None:
        """Sends the events that wait, and closes the connections. Raises StarsError."""
        try:
            self.events.close()
        finally:
            self._sender.close()

    def __enter__(self) -> StarsClient:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


def _or_fallback(ask: Callable[[], Any], fallback: dict[str, Any] | None) -> Any:
    """The answer, or the fallback if the server did not answer, or could not."""
    try:
        return ask()
    except StarsError as error:
        # A wrong request is a fault of the caller, who has to hear of it.
        if fallback is None or not (error.status in (0, 429) or error.status >= 500):
            raise
        return {**fallback, "fallback": error.code}


def _list_of(item_ids: Sequence[str]) -> dict[str, Any]:
    plain = {"score": 0, "title": "", "reason": "", "propensity": 0, "reason_code": "", "reason_arguments": {}}
    items = [{"item_id": item_id, "position": at, **plain, "rule_effects": []} for at, item_id in enumerate(item_ids)]
    return {"items": items, "degradations": []}
