"""Vectors as they are stored and searched: their inner product is the whole score (spec, sections 4 and 6)."""

from __future__ import annotations

import torch
from torch import Tensor

from .config import Config
from .items import Items, item_content, item_vectors, tag_embedding
from .offsets import offset_items, offset_users
from .parameters import Parameters


def stored_items(config: Config, parameters: Parameters, items: Items, log_p: Tensor) -> Tensor:
    """[v_j ; −λ·log p_j ; a_j·offset.tags], [P, serving width]."""
    v = item_vectors(parameters, item_content(config, parameters, items))
    tail = offset_items(config, parameters, v, tag_embedding(config, parameters, items.tags))[:, v.shape[1] :]
    prior = -config.prior_weight * log_p.unsqueeze(1)
    return torch.cat([v, prior, tail] if config.prior_serves else [v, tail], dim=1)


def stored_users(config: Config, h: Tensor) -> Tensor:
    """[h ; 1 ; 0 …], [N, serving width]."""
    stored = h.new_zeros(len(h), config.serving_width)
    stored[:, : h.shape[1]] = h
    if config.prior_serves:
        stored[:, h.shape[1]] = 1
    return stored


def moved_users(config: Config, parameters: Parameters, h: Tensor, time: Tensor, signals: Tensor) -> Tensor:
    """Vectors of users at one moment (time [T], signals [Z]), [N, serving width]."""
    rows = len(h)
    moved = offset_users(config, parameters, h, time.expand(rows, -1), signals.expand(rows, -1))
    s = h.shape[1]
    ones = h.new_ones(rows, 1 if config.prior_serves else 0)
    return torch.cat([moved[:, :s], ones, moved[:, s:]], dim=1)
