"""Runs cases of clients/cases: one as JSON in each line of the input, its outcome as JSON in a line of the output."""

from __future__ import annotations

import contextlib
import json
import re
import sys
from typing import Any

from stars_client import StarsClient, StarsError


def shown(error: StarsError) -> dict[str, str | None]:
    return {"code": error.code, "field": error.field}


def outcome_of(case: dict[str, Any]) -> dict[str, Any]:
    lost: list[Any] = []
    stars = StarsClient(
        case["url"],
        case["key"],
        timeout=case["timeout_ms"] / 1000,
        on_lost_events=lambda error, _: lost.append(shown(error)),
    )
    try:
        if "call" in case:
            method = getattr(stars, re.sub(r"\B[A-Z]", lambda letter: f"_{letter[0]}", case["call"]).lower())
            options = {"fallback": case["fallback"]} if "fallback" in case else {}
            answer = method(case["request"], **options)
            return {"answer": answer, "fallback": answer.get("fallback")}
        for event in case.get("events", []):
            stars.events.add(event)
        for event in case.get("impressions", []):
            stars.events.add_impression(event)
        for _ in range(case.get("flushes", 1) - 1):
            with contextlib.suppress(StarsError):
                stars.events.flush()
        if not case.get("unflushed"):
            stars.close()
        return {"flushed": True, "lost": lost}
    except StarsError as error:
        return {"error": shown(error)}


for line in sys.stdin:
    print(json.dumps(outcome_of(json.loads(line))), flush=True)
