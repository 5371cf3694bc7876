"""[USER], the block-causal encoder and its two heads (spec, sections 2 and 3), one sequence at a time."""

from __future__ import annotations

import math
from dataclasses import dataclass

import torch
from torch import Tensor

from .config import Config
from .parameters import Parameters

HOURS_A_YEAR = 8760
EPSILON = 1e-5


@dataclass
class Sequences:
    """B sequences of at most L tokens with K copies of [USER] each."""

    item: Tensor  # [B, L] row in the call's items
    side: Tensor  # [B, L, F]
    hours: Tensor  # [B, L]
    basket: Tensor  # [B, L]; PADDING without a token
    cut_basket: Tensor  # [B, K]
    cut_hours: Tensor  # [B, K]
    user_numeric: Tensor  # [B, n]
    user_categorical: Tensor  # [B, c]
    user_known: Tensor  # [B]


PADDING = 1 << 20


@dataclass
class State:
    """One place of a sequence in the layers: a token, or a copy of [USER]."""

    vector: Tensor
    hours: float
    basket: int
    is_copy: bool

    def sees(self, other: State) -> bool:
        """Whether this place attends to the other (never called for [USER])."""
        if self is other:
            return True
        if other.is_copy:
            return False
        return other.basket < self.basket if self.is_copy else other.basket <= self.basket


def user_token(config: Config, parameters: Parameters, batch: Sequences, b: int) -> Tensor:
    """[USER]'s input u, [d]."""
    default = parameters["user.default"]
    if not config.has_user_features:
        return default
    pieces = []
    if config.user_numeric_count > 0:
        pieces.append(batch.user_numeric[b] @ parameters["user.numeric"])
    for index in range(len(config.user_categorical_sizes)):
        pieces.append(parameters[f"user.categorical.{index}"][int(batch.user_categorical[b, index])])
    return torch.cat(pieces) @ parameters["user.project"] if batch.user_known[b] == 1 else default


def encode_sequence(
    config: Config, parameters: Parameters, tokens: Tensor, batch: Sequences, b: int
) -> tuple[dict[int, Tensor], list[Tensor]]:
    """Final states of sequence b: of each token by its place, and of each copy. `tokens` is [P, d]."""
    user = user_token(config, parameters, batch, b)
    places = [i for i in range(batch.item.shape[1]) if int(batch.basket[b, i]) != PADDING]
    states = []
    for i in places:
        token = _token_input(config, parameters, tokens, batch, b, i)
        states.append(State(token, float(batch.hours[b, i]), int(batch.basket[b, i]), False))
    for cut, hours in zip(batch.cut_basket[b].tolist(), batch.cut_hours[b].tolist(), strict=True):
        states.append(State(user, hours, int(cut), True))
    for layer in range(config.layers):
        attended = [state.vector + _attend(config, parameters, layer, user, state, states) for state in states]
        for state, vector in zip(states, attended, strict=True):
            state.vector = vector + _feed_forward(parameters, layer, vector)
    final = [_layer_norm(parameters, "final.norm", state.vector) for state in states]
    return dict(zip(places, final, strict=False)), final[len(places) :]


def _token_input(config: Config, parameters: Parameters, tokens: Tensor, batch: Sequences, b: int, i: int) -> Tensor:
    token = tokens[int(batch.item[b, i])]
    if config.side_width > 0:
        token = token + batch.side[b, i] @ parameters["side.weight"]
    return token + parameters["position.weight"][i] if config.parts.position else token


def _layer_norm(parameters: Parameters, name: str, x: Tensor) -> Tensor:
    return torch.nn.functional.layer_norm(
        x, x.shape, parameters[f"{name}.gain"], parameters[f"{name}.bias"], eps=EPSILON
    )


def _attend(
    config: Config, parameters: Parameters, layer: int, user: Tensor, query: State, states: list[State]
) -> Tensor:
    """What one place takes from [USER]'s input and from the places that it sees, [d]."""
    at = f"layer.{layer}.attention"
    seen = [state for state in states if query.sees(state)]
    sources = [state.vector for state in seen]
    gaps = [_gap(query.hours - state.hours) if config.parts.recency else 0.0 for state in seen]
    if config.parts.user:
        sources, gaps = [user, *sources], [0.0, *gaps]
    weights = torch.split(parameters[f"{at}.qkv.weight"], config.width, dim=1)
    biases = torch.split(parameters[f"{at}.qkv.bias"], config.width)

    def project(which: int, x: Tensor) -> Tensor:
        normed = _layer_norm(parameters, f"{at}.norm", x)
        return (normed @ weights[which] + biases[which]).reshape(config.heads, -1)

    q = project(0, query.vector)
    k = torch.stack([project(1, x) for x in sources])
    v = torch.stack([project(2, x) for x in sources])
    g = torch.tensor(gaps, dtype=q.dtype)
    time = parameters[f"{at}.time"]
    heads = []
    for h in range(config.heads):
        scores = k[:, h] @ q[h] / math.sqrt(config.width / config.heads) + time[0, h] * g + time[1, h] * g**2
        heads.append(torch.softmax(scores, dim=0) @ v[:, h])
    return torch.cat(heads) @ parameters[f"{at}.out.weight"] + parameters[f"{at}.out.bias"]


def _gap(hours: float) -> float:
    return math.log1p(abs(hours)) / math.log1p(HOURS_A_YEAR)


def _feed_forward(parameters: Parameters, layer: int, x: Tensor) -> Tensor:
    at = f"layer.{layer}.feedforward"
    inner = _layer_norm(parameters, f"{at}.norm", x) @ parameters[f"{at}.in.weight"] + parameters[f"{at}.in.bias"]
    return inner.clamp(min=0) @ parameters[f"{at}.out.weight"] + parameters[f"{at}.out.bias"]
