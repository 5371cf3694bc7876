"""A few steps of AdamW with its groups (spec, section 5), by PyTorch's own optimiser and clipping."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

import torch
from torch import Tensor

from .config import Config
from .objective import Options, Step, objective
from .parameters import Parameters

BETAS = (0.9, 0.98)
EPSILON = 1e-8
WEIGHT_DECAY = 0.1
CLIP_NORM = 1.0

DELTA = "item.delta"
# Embedding tables and small weights. Gains, biases and defaults are recognised by their single dimension.
TABLES = re.compile(r"side\.weight|position\.weight|user\.categorical\.\d+|.*\.attention\.time|repeat\..*")


@dataclass(frozen=True)
class Rates:
    backbone: float
    delta: float


@dataclass
class StepReport:
    """Loss and gradient norm of a step."""

    loss: Tensor
    gradient_norm: Tensor  # of all but δ, before clipping


def take_steps(
    config: Config, parameters: Parameters, steps: Iterable[tuple[Step, Rates]], options: Options
) -> list[StepReport]:
    """Changes the parameters in place. While the rate of δ is 0, δ and its moments do not change."""
    backbone = {name: value for name, value in parameters.items() if name != DELTA}
    decayed = [value for name, value in backbone.items() if value.ndim == 2 and not TABLES.fullmatch(name)]
    chosen = {id(value) for value in decayed}
    plain = [value for value in backbone.values() if id(value) not in chosen]
    settings = {"lr": 0.0, "betas": BETAS, "eps": EPSILON}
    optimiser = torch.optim.AdamW(
        [{"params": decayed, "weight_decay": WEIGHT_DECAY}, {"params": plain, "weight_decay": 0.0}], **settings
    )
    delta_optimiser = torch.optim.AdamW([parameters[DELTA]], weight_decay=0.0, **settings)
    report = []
    for step, rates in steps:
        for value in parameters.values():
            value.grad = torch.zeros_like(value)
        loss = objective(config, parameters, step, options).total
        loss.backward()
        norm = torch.nn.utils.clip_grad_norm_(backbone.values(), CLIP_NORM)
        torch.nn.utils.clip_grad_norm_([parameters[DELTA]], CLIP_NORM)
        _set_rate(optimiser, rates.backbone)
        optimiser.step()
        if rates.delta > 0:
            _set_rate(delta_optimiser, rates.delta)
            delta_optimiser.step()
        report.append(StepReport(loss.detach(), norm.detach()))
    return report


def _set_rate(optimiser: torch.optim.Optimizer, rate: float) -> None:
    for group in optimiser.param_groups:
        group["lr"] = rate
