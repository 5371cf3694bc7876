"""Events that go many in one call."""

from __future__ import annotations

import re
import threading
import uuid
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import Any

from .errors import StarsError
from .types import TrackRequest

# Seconds that events wait at most.
_WAIT = 1.0
# Events of one call.
_MOST_IN_CALL = 500
# Events that wait while the server is away.
_MOST_WAITING = 10_000
# A refused element: the whole call is refused for it.
_REFUSED = re.compile(r"(interactions|impressions)\[(\d+)\]")

# The list that it goes to, and the event.
_Waiting = tuple[str, dict[str, Any]]


class EventQueue:
    """Keeps events for a moment and sends many in one call. Each has an id, so that one that is sent again counts once.

    Threads may share it.
    """

    def __init__(
        self, track: Callable[[TrackRequest], Any], on_lost: Callable[[StarsError, int], None] | None = None
    ) -> None:
        self._track = track
        self._on_lost = on_lost or (lambda _error, _count: None)
        self._waiting: list[_Waiting] = []
        self._changed = threading.Condition()
        self._sending = threading.Lock()
        self._closed = False
        self._thread: threading.Thread | None = None

    def add(self, event: Mapping[str, object]) -> None:
        """What a user did: an `Interaction` of the API. If its `time` is absent, it is now."""
        self._wait("interactions", event)

    def add_impression(self, event: Mapping[str, object]) -> None:
        """What a user was shown: an `Impression` of the API. If its `time` is absent, it is now."""
        self._wait("impressions", event)

    def flush(self) -> None:
        """Sends all that waits. Raises StarsError; then the events wait for the next time."""
        # One after the other: a failed call puts its events back.
        with self._sending:
            while True:
                with self._changed:
                    batch, self._waiting = self._waiting[:_MOST_IN_CALL], self._waiting[_MOST_IN_CALL:]
                if not batch:
                    return
                try:
                    self._send(batch)
                except BaseException:
                    with self._changed:
                        self._waiting = batch + self._waiting
                    self._drop_oldest()
                    raise

    def close(self) -> None:
        """Sends all that waits, and ends. Raises StarsError."""
        with self._changed:
            self._closed = True
            self._changed.notify()
        self.flush()

    def _wait(self, of: str, event: Mapping[str, object]) -> None:
        with self._changed:
            self._waiting.append((of, complete(event)))
            # Not there yet, or left behind by a fork.
            if not self._closed and (self._thread is None or not self._thread.is_alive()):
                self._thread = threading.Thread(target=self._run, name="stars-events", daemon=True)
                self._thread.start()
            self._changed.notify()
        self._drop_oldest()

    def _run(self) -> None:
        while self._await_batch():
            try:
                self.flush()
            except Exception:
                # They wait for the next time.
                self._pause(10 * _WAIT)

    def _await_batch(self) -> bool:
        """Waits for a first event, then for a full call or a second. False: the queue is closed."""
        with self._changed:
            self._changed.wait_for(lambda: self._waiting or self._closed)
            self._changed.wait_for(lambda: len(self._waiting) >= _MOST_IN_CALL or self._closed, _WAIT)
            return not self._closed

    def _pause(self, seconds: float) -> None:
        with self._changed:
            self._changed.wait_for(lambda: self._closed, seconds)

    def _send(self, batch: list[_Waiting]) -> None:
        """Leaves out what the server refuses: otherwise one wrong event would stop all others."""
        while batch:
            request: Any = {}
            for of, event in batch:
                request.setdefault(of, []).append(event)
            try:
                self._track(request)
                return
            except StarsError as error:
                refused = _refused_in(batch, error)
                if refused is None:
                    raise
                del batch[refused]
                self._on_lost(error, 1)

    def _drop_oldest(self) -> None:
        with self._changed:
            over = len(self._waiting) - _MOST_WAITING
            if over > 0:
                del self._waiting[:over]
        if over > 0:
            self._on_lost(StarsError("STARS_UNAVAILABLE", "too many events wait"), over)


def _refused_in(batch: list[_Waiting], error: StarsError) -> int | None:
    """The place in the batch of what an error refuses, if it refuses a single event."""
    match = _REFUSED.match(error.field or "")
    if match is None or not 400 <= error.status < 500:
        return None
    places = [place for place, (of, _) in enumerate(batch) if of == match[1]]
    at = int(match[2])
    return places[at] if at < len(places) else None


def complete(event: Any) -> Any:
    """An event with an id and a time."""
    return {
        **event,
        "event_id": event.get("event_id") or uuid.uuid4().hex,
        "time": event.get("time") or datetime.now(UTC).isoformat(),
    }


def with_ids(request: TrackRequest) -> Any:
    """A request whose events all have ids."""
    lists = {of: [complete(event) for event in events] for of, events in request.items() if isinstance(events, list)}
    return {**request, **lists}
