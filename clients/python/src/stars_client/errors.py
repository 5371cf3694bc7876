"""Why a call failed."""

from __future__ import annotations

import json


class StarsError(Exception):
    """Why a call failed.

    code: stable, `STARS_…`. Where the server could not say it, `STARS_UNAVAILABLE` (no answer) or
    `STARS_DEADLINE_EXCEEDED` (not in time).
    field: the path of the wrong field, such as `interactions[1].user_id`.
    status: of HTTP; 0 if there was no answer.
    """

    def __init__(self, code: str, message: str, *, field: str | None = None, status: int = 0) -> None:
        super().__init__(f"{code}: {message}")
        self.code = code
        self.field = field
        self.status = status


# For answers that are not of STARS: a proxy before it has no codes.
_CODE_OF_STATUS = {
    401: "STARS_UNAUTHENTICATED",
    403: "STARS_PERMISSION_DENIED",
    404: "STARS_NOT_FOUND",
    413: "STARS_TOO_LARGE",
    429: "STARS_LIMIT_REACHED",
    502: "STARS_UNAVAILABLE",
    503: "STARS_UNAVAILABLE",
    504: "STARS_DEADLINE_EXCEEDED",
}


def error_of(status: int, body: bytes) -> StarsError:
    """The error that an answer is."""
    try:
        error = json.loads(body)["error"]
        return StarsError(error["code"], error["message"], field=error.get("field"), status=status)
    except (ValueError, KeyError, TypeError):
        return StarsError(_CODE_OF_STATUS.get(status, "STARS_INTERNAL"), f"HTTP {status}", status=status)
