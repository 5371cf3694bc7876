"""Item tokens and item vectors (spec, section 1)."""

from __future__ import annotations

from dataclasses import dataclass

import torch
from torch import Tensor

from .config import Config
from .parameters import Parameters


@dataclass
class Items:
    """P items of one call."""

    embedding: Tensor  # [P, E] frozen text embeddings e
    tags: Tensor  # [P, V] multi-hot tags m
    delta_row: Tensor  # [P] row in δ, or -1


def tag_embedding(config: Config, parameters: Parameters, tags: Tensor) -> Tensor:
    """a = f_tag(m), [P, A]: linear, or an MLP of two layers."""
    if config.tag_count == 0:
        return tags.new_zeros(tags.shape[0], config.tag_width)
    if config.tag_hidden == 0:
        return torch.einsum("pv,va->pa", tags, parameters["tag.weight"])
    hidden = torch.nn.functional.linear(tags, parameters["tag.hidden.weight"].T, parameters["tag.hidden.bias"])
    return hidden.clamp(min=0) @ parameters["tag.weight"]


def item_content(config: Config, parameters: Parameters, items: Items) -> Tensor:
    """[e + δ ; a], [P, E + A]."""
    rows = []
    for embedding, row in zip(items.embedding, items.delta_row.tolist(), strict=True):
        semantic = embedding if config.parts.text else torch.zeros_like(embedding)
        rows.append(semantic + parameters["item.delta"][row] if row >= 0 else semantic)
    return torch.cat([torch.stack(rows), tag_embedding(config, parameters, items.tags)], dim=1)


def item_vectors(parameters: Parameters, content: Tensor) -> Tensor:
    """v of the inner product, [P, s]."""
    return content @ parameters["item.serving"]


def log_popularity(counts: Tensor, alpha: float = 1.0) -> Tensor:
    """log p_j = log((c_j + α) / (Σ c + α·I)), [I]."""
    return torch.log((counts + alpha) / (counts.sum() + alpha * counts.numel()))
