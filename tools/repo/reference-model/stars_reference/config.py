"""The configuration of a model, with the names and defaults of `StarsConfig`."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Parts:
    """Parts that can be left out."""

    text: bool = True
    tags: bool = True
    context: bool = True
    user: bool = True
    position: bool = True
    recency: bool = True


@dataclass(frozen=True)
class OffsetTime:
    """The columns of a side row that are time."""

    column: int = 0
    width: int = 0


@dataclass(frozen=True)
class Config:
    width: int = 8
    layers: int = 2
    heads: int = 2
    feed_forward: int = 12
    dropout: float = 0.0
    attention_dropout: float = 0.0
    serving_width: int = 6
    max_length: int = 8
    content_width: int = 7
    tag_count: int = 4
    tag_width: int = 3
    side_width: int = 5
    user_numeric_count: int = 2
    user_categorical_sizes: list[int] = field(default_factory=lambda: [3, 4])
    user_feature_width: int = 3
    item_count: int = 14
    prior_weight: float = 0.0
    prior_place: str = "train"
    tag_hidden: int = 0
    parts: Parts = field(default_factory=Parts)
    auxiliary: bool = False
    offset_bound: float = 0.0
    offset_time: OffsetTime = field(default_factory=OffsetTime)
    signal_width: int = 0
    repeat_ages: int = 0

    @property
    def prior_trains(self) -> bool:
        return self.prior_place in ("train", "both")

    @property
    def prior_serves(self) -> bool:
        return self.prior_place in ("serve", "both")

    @property
    def inner_width(self) -> int:
        """s: the width of a stored vector, without the dimension of the prior."""
        return self.serving_width - int(self.prior_serves)

    @property
    def has_user_features(self) -> bool:
        return self.parts.user and (self.user_numeric_count > 0 or len(self.user_categorical_sizes) > 0)

    @property
    def has_offsets(self) -> bool:
        return self.offset_bound > 0


def to_json(values: dict) -> str:
    """JSON with camelCase names."""
    return json.dumps(_camel(values), sort_keys=True)


def _camel(value):
    if not isinstance(value, dict):
        return value
    return {re.sub(r"_(\w)", lambda m: m.group(1).upper(), name): _camel(inner) for name, inner in value.items()}
