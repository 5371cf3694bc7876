"""The whole objective of one step (spec, section 4)."""

from __future__ import annotations

from dataclasses import dataclass, field

import torch
from torch import Tensor

from .config import Config
from .encoder import Sequences, encode_sequence
from .items import Items, item_content, item_vectors
from .losses import Row, negative_row, softmax_row
from .offsets import offset_users
from .parameters import Parameters
from .repeat import Own, repeat_scores


@dataclass(frozen=True)
class Options:
    """What only the loss needs: the weights of its parts."""

    general_weight: float = 0.5
    negative_weight: float = 0.0
    auxiliary_weight: float = 0.0


@dataclass
class Step:
    """One step's data. The first C rows of `items` are the candidates."""

    items: Items
    sequences: Sequences
    candidates: int
    positives: int  # the first of the candidates, those that are a positive of some row
    counts: Tensor  # [P] interactions of each item; the pool is the catalogue
    log_p: Tensor  # [P] log p_j
    log_q: Tensor  # [C]
    next_rows: list[tuple[int, int]]  # (sequence, place)
    next_targets: list[Row]
    general_rows: list[tuple[int, int]]  # (sequence, copy)
    general_targets: list[Row]
    hard: list[list[int]] | None = None  # rows of `items`, by row of L_next
    time: Tensor | None = None  # [N, T] of each row of L_next
    signals: Tensor | None = None  # [N, Z]
    next_own: list[Own] = field(default_factory=list)  # by row; empty without a repeat head
    general_own: list[Own] = field(default_factory=list)
    day_log_p: Tensor | None = None  # [D, P] log p_j of each day; None: `log_p` holds for all rows
    next_days: list[int] = field(default_factory=list)  # by row
    general_days: list[int] = field(default_factory=list)


@dataclass
class Result:
    """Vectors and losses. Everything is differentiable."""

    h_next: Tensor  # [N, s], before any offset
    h_gen: Tensor  # [M, s]
    v: Tensor  # [C, s]
    parts: dict[str, Tensor]
    total: Tensor
    users: Tensor | None = None  # [N, s + G] h_next at its moment


def objective(config: Config, parameters: Parameters, step: Step, options: Options) -> Result:
    content = item_content(config, parameters, step.items)
    tokens = content @ parameters["item.token"]
    encoded = [
        encode_sequence(config, parameters, tokens, step.sequences, b) for b in range(len(step.sequences.item))
    ]
    next_states = torch.stack([encoded[b][0][i] for b, i in step.next_rows])
    general_states = torch.stack([encoded[b][1][k] for b, k in step.general_rows])
    h_next = next_states @ parameters["head.next"]
    h_gen = general_states @ parameters["head.general"]

    v = item_vectors(parameters, content)
    users = offset_users(config, parameters, h_next, step.time, step.signals) if config.has_offsets else h_next
    next_priors = _priors(config, step, step.next_days, len(step.next_rows))
    general_priors = _priors(config, step, step.general_days, len(step.general_rows))
    slice_ = list(range(step.candidates))
    next_logits = [_logits(user, v, prior, slice_) for user, prior in zip(users, next_priors, strict=True)]
    general_logits = [_logits(user, v, prior, slice_) for user, prior in zip(h_gen, general_priors, strict=True)]
    own_rows = step.hard or [[] for _ in step.next_rows]
    hard = [_logits(user, v, *row) for user, *row in zip(users, next_priors, own_rows, strict=True)]
    none = v.new_zeros(0)

    next_had = step.next_own or [{} for _ in step.next_rows]
    general_had = step.general_own or [{} for _ in step.general_rows]

    def retrieval(vector: str, logits: Tensor, positives: Row, own: Tensor, had: Own) -> Tensor:
        repeats = repeat_scores(parameters, vector, content, had) if had else {}
        return softmax_row(logits, step.log_q, positives, own, repeats)

    next_parts = zip(next_logits, step.next_targets, hard, next_had, strict=True)
    general_parts = zip(general_logits, step.general_targets, general_had, strict=True)
    parts = {
        "next": _mean(retrieval("next", *row) for row in next_parts),
        "general": _mean(retrieval("general", z, row, none, had) for z, row, had in general_parts),
    }
    if options.negative_weight > 0:
        parts["negative"] = _mean(negative_row(*row) for row in zip(next_logits, step.next_targets, hard, strict=True))
    if options.auxiliary_weight > 0:
        parts["auxiliary"] = _auxiliary(config, parameters, step, next_states)
    weights = {
        "next": 1.0,
        "general": options.general_weight,
        "negative": options.negative_weight,
        "auxiliary": options.auxiliary_weight,
    }
    total = sum(weights[name] * value for name, value in parts.items())
    return Result(h_next, h_gen, v[: step.candidates], parts, total, users if config.has_offsets else None)


def _priors(config: Config, step: Step, days: list[int], rows: int) -> list[Tensor]:
    """λ·log p_j [P] of each row."""
    if not config.prior_trains:
        return [torch.zeros_like(step.log_p)] * rows
    log_p = [step.log_p] * rows if step.day_log_p is None else [step.day_log_p[day] for day in days]
    return [config.prior_weight * own for own in log_p]


def _logits(user: Tensor, vectors: Tensor, prior: Tensor, rows: list[int]) -> Tensor:
    """h·v_j − b_j of some items."""
    return torch.stack([user @ vectors[j] - prior[j] for j in rows]) if rows else prior[:0]


def _auxiliary(config: Config, parameters: Parameters, step: Step, states: Tensor) -> Tensor:
    """L_aux: the position's output finds the frozen content of a next item among the step's positives."""
    frozen = step.items.embedding[: step.positives]
    zero = frozen.new_zeros(step.positives)
    rows = []
    for state, positives in zip(states, step.next_targets, strict=True):
        projected = state @ parameters["head.auxiliary"]
        logits = frozen @ projected / config.content_width**0.5
        rows.append(softmax_row(logits, zero, positives, zero[:0]))
    return _mean(rows)


def _mean(values) -> Tensor:
    return torch.stack(list(values)).mean()
