"""The stored cases. Each switches on some parts of the model or of the loss."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from .config import Config, OffsetTime, Parts
from .objective import Options
from .random_step import LONG_BASKETS


@dataclass(frozen=True)
class Case:
    name: str
    config: Config = field(default_factory=Config)
    options: Options = field(default_factory=Options)
    step: dict[str, Any] = field(default_factory=dict)


BARE: dict[str, Any] = {"user_numeric_count": 0, "user_categorical_sizes": []}
CONTEXT: dict[str, Any] = {
    "side_width": 7,
    "offset_bound": 0.5,
    "offset_time": OffsetTime(column=2, width=3),
    "signal_width": 2,
}

EVERYTHING = Case(
    "everything",
    Config(
        **CONTEXT,
        layers=3,
        tag_hidden=5,
        prior_weight=0.6,
        prior_place="both",
        serving_width=7,
        auxiliary=True,
        repeat_ages=3,
    ),
    Options(
        general_weight=0.9,
        negative_weight=0.2,
        auxiliary_weight=0.3,
    ),
    {"hard": 3},
)

CASES = [
    # The plain model, without padding in its longest sequence.
    Case("default", step={"window": 6}),
    Case("prior-in-training", Config(prior_weight=0.7)),
    Case("prior-added", Config(prior_weight=-0.4, prior_place="both", serving_width=7)),
    Case("prior-in-serving", Config(prior_weight=1.0, prior_place="serve", serving_width=7)),
    Case("prior-of-days", Config(prior_weight=-0.7), step={"days": 3, "hard": 2}),
    Case("four-layers", Config(layers=4, heads=4)),
    Case("one-head-wide", Config(layers=1, heads=1, width=6, feed_forward=20, serving_width=9)),
    Case("padding", step={"window": 8}),
    Case("no-user-features", Config(**BARE)),
    Case("categorical-users-only", Config(user_numeric_count=0)),
    Case("numeric-users-only", Config(user_categorical_sizes=[])),
    Case("mlp-tags", Config(tag_hidden=5)),
    Case("no-tags", Config(tag_count=0, parts=Parts(tags=False))),
    Case("no-text", Config(parts=Parts(text=False))),
    Case("no-position-no-recency", Config(parts=Parts(position=False, recency=False))),
    Case("no-side-features", Config(side_width=0)),
    Case("no-user-token", Config(**BARE, parts=Parts(user=False))),
    Case("full-softmax", Config(prior_weight=1.0), step={"full": True}),
    Case("hard-negatives", Config(prior_weight=0.5), step={"hard": 3}),
    Case("negative-loss", Config(prior_weight=0.5), Options(negative_weight=0.3), {"hard": 2}),
    Case("auxiliary", Config(auxiliary=True), Options(auxiliary_weight=0.4)),
    Case("offsets", Config(**CONTEXT)),
    Case("offsets-of-time-alone", Config(**{**CONTEXT, "signal_width": 0, "offset_bound": 0.2})),
    Case("repeat-head", Config(prior_weight=0.5, repeat_ages=2), step={"full": True}),
    # Heads as wide as those of real sizes, and sequences longer than a block of tokens.
    Case(
        "long-and-wide",
        Config(layers=1, width=32, feed_forward=24, max_length=45, side_width=2),
        step={"window": 45, "baskets": LONG_BASKETS},
    ),
    EVERYTHING,
]
