"""Context offsets (spec, section 6)."""

from __future__ import annotations

import torch
from torch import Tensor

from .config import Config
from .parameters import Parameters


def offset_users(config: Config, parameters: Parameters, h: Tensor, time: Tensor, signals: Tensor) -> Tensor:
    """
    Users at their moments: h + Δ, with ‖Δ‖ ≤ ρ‖h‖.

    h is [N, s], time [N, T] the time columns of each moment, signals [N, Z]; the result is [N, s].
    """
    first, width = config.offset_time.column, config.offset_time.width
    moment = time @ parameters["side.weight"][first : first + width]
    delta = torch.cat([moment, signals], dim=1) @ parameters["offset.weight"]
    bound = config.offset_bound
    return torch.stack([row + _bounded(change, bound * _norm(row)) for row, change in zip(h, delta, strict=True)])


def _norm(x: Tensor) -> Tensor:
    return torch.sqrt((x * x).sum() + 1e-12)


def _bounded(change: Tensor, bound: Tensor) -> Tensor:
    length = _norm(change)
    return change * (bound / length) if length > bound else change
