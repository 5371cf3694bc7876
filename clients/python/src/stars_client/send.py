"""Sends requests, and tries again where that helps."""

from __future__ import annotations

import json
import math
import random
import re
import time
from typing import Any
from urllib.parse import quote, urlencode

import urllib3

from .errors import StarsError, error_of

# Tries of a call, the first one included.
_MOST_TRIES = 4
# Seconds. Where the server says nothing: before the second try, doubled for each further one.
_FIRST_WAIT = 0.1
# What another try may help against: too much to do, a server that is away or was started anew.
_RETRIED = (429, 502, 503)


class Sender:
    """Sends requests over connections that it keeps. Threads may share it."""

    def __init__(self, url: str, key: str | None, timeout: float) -> None:
        self._base = url.rstrip("/")
        self._headers = {"content-type": "application/json"} | ({"authorization": f"Bearer {key}"} if key else {})
        self._timeout = timeout
        self._pool = urllib3.PoolManager(maxsize=16, retries=False)

    def __call__(self, verb: str, path: str, request: Any, timeout: float | None = None) -> Any:
        """Raises StarsError."""
        deadline = time.monotonic() + (self._timeout if timeout is None else timeout)
        url = self._base + (_in_url(path, request) if verb == "GET" else path)
        body = None if verb == "GET" else json.dumps(request).encode()
        tries = 0
        while True:
            tries += 1
            answer, error, wait = self._try_once(verb, url, body, deadline)
            if error is None:
                return answer
            if wait is None:
                raise error
            if wait < 0:
                wait = _FIRST_WAIT * 2 ** (tries - 1) * random.uniform(0.5, 1)
            if tries == _MOST_TRIES or time.monotonic() + wait >= deadline:
                raise error
            time.sleep(wait)

    def _try_once(
        self, verb: str, url: str, body: bytes | None, deadline: float
    ) -> tuple[Any, StarsError | None, float | None]:
        """The answer; or the error and the seconds until the next try: below 0 if nobody says, None for no other try."""
        left = max(deadline - time.monotonic(), 0.001)
        headers = self._headers | {"x-request-timeout-ms": str(math.ceil(left * 1000))}
        try:
            response = self._pool.request(
                verb, url, body=body, headers=headers, timeout=urllib3.Timeout(total=left), redirect=False
            )
        except urllib3.exceptions.HTTPError as cause:
            # To urllib3, a refused connection is a kind of time-out.
            refused = isinstance(cause, urllib3.exceptions.NewConnectionError)
            if isinstance(cause, urllib3.exceptions.TimeoutError) and not refused:
                return None, StarsError("STARS_DEADLINE_EXCEEDED", f"no answer within {left:.3f} s"), None
            error = StarsError("STARS_UNAVAILABLE", f"the server cannot be reached: {cause}")
            error.__cause__ = cause
            return None, error, -1
        if 200 <= response.status < 300:
            return json.loads(response.data), None, None
        error = error_of(response.status, response.data)
        if response.status not in _RETRIED:
            return None, error, None
        hint = response.headers.get("retry-after", "")
        return None, error, float(hint) if re.fullmatch(r"\d+(\.\d+)?", hint) else -1

    def close(self) -> None:
        self._pool.clear()


def _in_url(path: str, request: dict[str, Any]) -> str:
    """A request of a GET: text as it is, and all else as JSON."""
    query = {}
    for name, value in request.items():
        if value is None:
            continue
        text = value if isinstance(value, str) else json.dumps(value)
        if f"{{{name}}}" in path:
            path = path.replace(f"{{{name}}}", quote(text, safe=""))
        else:
            query[name] = text
    return f"{path}?{urlencode(query)}" if query else path
