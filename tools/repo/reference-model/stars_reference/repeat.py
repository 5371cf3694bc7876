"""The repeat head: a score of its own for each item that the user had before (docs/reference/model-equations.md, Repeat head)."""

from __future__ import annotations

import torch
from torch import Tensor

from .parameters import Parameters

Own = dict[int, Tensor]
"""What the user of one row had before: row of the step's items to its evidence at each age, [K]."""

AGE_SCALE = 8


def repeat_scores(parameters: Parameters, vector: str, content: Tensor, own: Own) -> dict[int, Tensor]:
    """ρ_j = log(1e-12 + Σ_k n_jk·exp(8·ages_k)) + content_j·items. `vector` is next or general, content [P, E + A]."""
    weights = torch.exp(AGE_SCALE * parameters[f"repeat.{vector}.ages"].squeeze(1))
    items = parameters[f"repeat.{vector}.items"].squeeze(1)
    return {j: torch.log(1e-12 + evidence @ weights) + content[j] @ items for j, evidence in own.items()}
