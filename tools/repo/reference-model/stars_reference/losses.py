"""Losses of one step, written row by row over explicit sets of positives and negatives (spec, section 4)."""

from __future__ import annotations

import torch
from torch import Tensor
from torch.nn.functional import logsigmoid

Row = dict[int, float]
"""Positives of one row: candidate to weight; the weights sum to 1."""


def softmax_row(
    logits: Tensor, log_q: Tensor, positives: Row, hard: Tensor, repeats: dict[int, Tensor] | None = None
) -> Tensor:
    """
    −Σ w_j log P_j, P the softmax of z − log q. A row's own hard negatives are further columns, without correction.
    So are its repeats, ρ_j by item: where a positive is one of them, its probability is the sum of both columns.
    """
    repeats = repeats or {}
    corrected = logits - log_q
    log_total = torch.logsumexp(torch.cat([corrected, hard, *(rho.reshape(1) for rho in repeats.values())]), dim=0)
    logs = {j: torch.logaddexp(corrected[j], repeats[j]) if j in repeats else corrected[j] for j in positives}
    return sum(weight * (log_total - logs[j]) for j, weight in positives.items())


def negatives_of(logits: Tensor, positives: Row, hard: Tensor) -> Tensor:
    """Logits of all candidates of the row that are not positive."""
    others = [j for j in range(len(logits)) if j not in positives]
    return torch.cat([logits[others], hard])


def negative_row(logits: Tensor, positives: Row, hard: Tensor) -> Tensor:
    """L_neg of a row: the mean over its negatives of −log σ(−z)."""
    return -logsigmoid(-negatives_of(logits, positives, hard)).mean()
