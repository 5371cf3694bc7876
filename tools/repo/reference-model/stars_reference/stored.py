"""Vectors as they are stored and searched: their inner product is the whole score (spec, sections 4 and 6)."""

from __future__ import annotations

import torch
from torch import Tensor

from .config import Config
from .items import Items, item_content, item_vectors
from .offsets import offset_users
from .parameters import Parameters


def stored_items(config: Config, parameters: Parameters, items: Items, log_p: Tensor) -> Tensor:
    """[v_j ; −λ·log p_j], [P, serving width]."""
    v = item_vectors(parameters, item_content(config, parameters, items))
    prior = -config.prior_weight * log_p.unsqueeze(1)
    return torch.cat([v, prior], dim=1) if config.prior_serves else v


def stored_users(config: Config, h: Tensor) -> Tensor:
    """[h ; 1], [N, serving width]."""
    ones = h.new_ones(len(h), int(config.prior_serves))
    return torch.cat([h, ones], dim=1)


def moved_users(config: Config, parameters: Parameters, h: Tensor, time: Tensor, signals: Tensor) -> Tensor:
    """Vectors of users at one moment (time [T], signals [Z]), [N, serving width]."""
    rows = len(h)
    return stored_users(config, offset_users(config, parameters, h, time.expand(rows, -1), signals.expand(rows, -1)))
