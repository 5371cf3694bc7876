"""A case computed and laid out as the tensors of one safetensors file."""

from __future__ import annotations

import zlib
from dataclasses import asdict
from pathlib import Path
from typing import Any

import torch
from safetensors.torch import save_file
from torch import Tensor

from .cases import Case
from .config import Config, to_json
from .losses import Row
from .objective import Result, Step, objective
from .parameters import Parameters, random_parameters
from .random_step import Source, random_step
from .repeat import Own
from .stored import moved_users, stored_items, stored_users
from .training import CLIP_NORM, WEIGHT_DECAY, Rates, take_steps


def write_fixture(case: Case, folder: Path) -> Path:
    source = Source(zlib.crc32(case.name.encode()))
    parameters = random_parameters(case.config, source.generator)
    step = random_step(case.config, source, **case.step)
    result = objective(case.config, parameters, step, case.options)
    result.total.backward()
    tensors = (
        {f"input.{name}": value for name, value in _inputs(step).items()}
        | {f"parameter.{name}": value for name, value in parameters.items()}
        | _outputs(result)
        | _stored(case.config, parameters, step, result.h_next)
        | _gradients(parameters)
    )
    return _save(folder / f"{case.name}.safetensors", tensors, _description(case, step))


# δ is frozen in the first two steps. In the third it starts to move, and its optimiser starts as if no step came before.
RATES = [Rates(0.004, 0), Rates(0.008, 0), Rates(0.006, 0.003), Rates(0.002, 0.001)]


def write_training_fixture(case: Case, folder: Path) -> Path:
    """The same for a few training steps: each step's inputs, loss and gradient norm, and the final parameters."""
    source = Source(zlib.crc32(f"training {case.name}".encode()))
    parameters = random_parameters(case.config, source.generator)
    tensors = {f"parameter.{name}": value.detach().clone() for name, value in parameters.items()}
    steps = [random_step(case.config, source, **case.step) for _ in RATES]
    reports = take_steps(case.config, parameters, zip(steps, RATES, strict=True), case.options)
    for index, step in enumerate(steps):
        tensors |= {f"step.{index}.input.{name}": value for name, value in _inputs(step).items()}
    tensors |= {
        "output.loss": torch.stack([step.loss for step in reports]),
        "output.gradient_norm": torch.stack([step.gradient_norm for step in reports]),
    } | {f"trained.{name}": value for name, value in parameters.items()}
    training = {
        "weight_decay": WEIGHT_DECAY,
        "clip_norm": CLIP_NORM,
        "rates": [[rates.backbone, rates.delta] for rates in RATES],
    }
    return _save(folder / f"{case.name}.safetensors", tensors, _description(case, steps[0]) | {"training": training})


def _description(case: Case, step: Step) -> dict[str, Any]:
    return {
        "config": asdict(case.config),
        "options": asdict(case.options),
        "candidates": step.candidates,
        "positives": step.positives,
    }


def _save(path: Path, tensors: dict[str, Tensor], description: dict[str, Any]) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    # An empty array has no bytes to point at; the reader knows from the configuration that it is empty.
    stored = {name: _storable(value) for name, value in tensors.items() if value.numel() > 0}
    # One string of metadata: safetensors writes several in no fixed order, so that the file would change without need.
    save_file(stored, path, metadata={"case": to_json(description)})
    return path


def _inputs(step: Step) -> dict[str, Tensor]:
    window = step.sequences.item.shape[1]
    copies = step.sequences.cut_basket.shape[1]
    inputs = (
        {f"items.{name}": value for name, value in vars(step.items).items()}
        | {f"sequences.{name}": value for name, value in vars(step.sequences).items()}
        | {"counts": step.counts, "log_p": step.log_p, "log_q": step.log_q}
        | {"next_rows": torch.tensor([b * window + i for b, i in step.next_rows])}
        | {"general_rows": torch.tensor([b * copies + k for b, k in step.general_rows])}
        | _targets("next", step.next_targets)
        | _targets("general", step.general_targets)
        | {"time": step.time, "signals": step.signals}
    )
    if step.hard is not None:
        width = max(len(own) for own in step.hard)
        inputs["hard"] = torch.tensor([own + [-1] * (width - len(own)) for own in step.hard])
    if step.next_own:
        inputs |= _own("next", step.next_own) | _own("general", step.general_own)
    if step.day_log_p is not None:
        inputs |= {"day_log_p": step.day_log_p}
        inputs |= {"next_days": torch.tensor(step.next_days), "general_days": torch.tensor(step.general_days)}
    return inputs


def _targets(name: str, targets: list[Row]) -> dict[str, Tensor]:
    pairs = [(n, j, weight) for n, row in enumerate(targets) for j, weight in row.items()]
    return {
        f"{name}_pairs": torch.tensor([[n, j] for n, j, _ in pairs]),
        f"{name}_weights": torch.tensor([weight for _, _, weight in pairs]),
    }


def _own(name: str, own: list[Own]) -> dict[str, Tensor]:
    """Rows of items [N, M], -1 for none, and the evidence [N, M, K]."""
    width = max(len(row) for row in own)
    ages = next(len(evidence) for row in own for evidence in row.values())
    items = torch.full((len(own), width), -1)
    evidence = torch.zeros(len(own), width, ages, dtype=torch.float64)
    for n, row in enumerate(own):
        for m, (j, numbers) in enumerate(row.items()):
            items[n, m] = j
            evidence[n, m] = numbers
    return {f"{name}_own": items, f"{name}_own_ages": evidence}


def _outputs(result: Result) -> dict[str, Tensor]:
    outputs = {"h_next": result.h_next, "h_gen": result.h_gen, "v": result.v, "loss": result.total.reshape(1)}
    if result.users is not None:
        outputs["users"] = result.users
    outputs |= {f"loss.{name}": value.reshape(1) for name, value in result.parts.items()}
    return {f"output.{name}": value for name, value in outputs.items()}


def _stored(config: Config, parameters: Parameters, step: Step, h_next: Tensor) -> dict[str, Tensor]:
    stored = {
        "stored items": stored_items(config, parameters, step.items, step.log_p),
        "stored users": stored_users(config, h_next),
    }
    if config.has_offsets:
        stored["moved users"] = moved_users(config, parameters, h_next, step.time[0], step.signals[0])
    return {f"output.{name}": value for name, value in stored.items()}


def _gradients(parameters: Parameters) -> dict[str, Tensor]:
    """A parameter that the loss does not touch has a gradient of zeros."""
    return {
        f"gradient.{name}": torch.zeros_like(value) if value.grad is None else value.grad
        for name, value in parameters.items()
    }


def _storable(value: Tensor) -> Tensor:
    value = value.detach()
    return (value.float() if value.is_floating_point() else value.int()).contiguous()
