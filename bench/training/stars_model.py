"""STARS in idiomatic PyTorch: the mathematics of libs/engine/model, with the same names of weights."""

from __future__ import annotations

import math
from typing import Any

import torch
import torch.nn.functional as F
from torch import Tensor

HIDDEN = -1e9
YEAR = math.log1p(24 * 365)

Tensors = dict[str, Tensor]


class StarsModel:
    """Forward pass and loss of one batch. Without `time_bias` and with one item a basket, sdpa uses its causal kernel."""

    def __init__(self, config: dict[str, Any], options: dict[str, Any], weights: Tensors) -> None:
        self.config = config
        self.options = options
        self.weights = weights
        self.plain = bool(options["plain"])

    def content(self, batch: Tensors, training: bool) -> Tensor:
        """[P, E + A]: e + δ, and the projected tags."""
        w = self.weights
        rows = batch["items.deltaRow"]
        mask = (rows >= 0).float().unsqueeze(1)
        if training and self.options["deltaDropout"] > 0:
            mask = mask * (torch.rand_like(mask) >= self.options["deltaDropout"])
        semantic = batch["items.embedding"] + F.embedding(rows.clamp(min=0), w["item.delta"]) * mask
        if self.config["tagCount"] == 0:
            return F.pad(semantic, (0, self.config["tagWidth"]))
        tags = batch["items.tags"]
        if self.config["tagHidden"] > 0:
            tags = F.relu(tags @ w["tag.hidden.weight"] + w["tag.hidden.bias"])
        return torch.cat([semantic, tags @ w["tag.weight"]], 1)

    def user(self, batch: Tensors) -> Tensor:
        """[B, d], the input of [USER]."""
        w = self.weights
        sizes = self.config["userCategoricalSizes"]
        size = self.options["size"]
        if not sizes:
            return w["user.default"].expand(size, -1)
        columns = batch["userCategorical"].view(size, len(sizes))
        parts = [F.embedding(columns[:, c], w[f"user.categorical.{c}"]) for c in range(len(sizes))]
        known = batch["userKnown"].unsqueeze(1)
        return (torch.cat(parts, 1) @ w["user.project"]) * known + w["user.default"] * (1 - known)

    def frame(self, batch: Tensors) -> tuple[Tensor, Tensor]:
        """Mask and gap [B, 1, Q, 1 + Q] of items and copies of [USER] (encoder.ts: attentionFrame)."""
        size, length, cuts = (self.options[name] for name in ("size", "length", "cuts"))
        queries = length + cuts
        basket = batch["basket"].view(size, length)
        last = torch.cat([basket, batch["cutBasket"].view(size, cuts) - 1], 1)
        items = (last.unsqueeze(2) < basket.unsqueeze(1)) * HIDDEN
        selves = torch.cat([torch.full((length, cuts), HIDDEN), (1 - torch.eye(cuts)) * HIDDEN])
        mask = torch.cat([torch.zeros(size, queries, 1), items, selves.expand(size, -1, -1)], 2).unsqueeze(1)
        hours = torch.cat([batch["hours"].view(size, length), batch["cutHours"].view(size, cuts)], 1)
        gap = torch.log1p((hours.unsqueeze(2) - hours.unsqueeze(1)).abs()) / YEAR
        return mask, F.pad(gap, (1, 0)).unsqueeze(1)

    def attention(self, name: str, state: Tensor, user: Tensor, frame: tuple[Tensor, Tensor] | None) -> Tensor:
        """state [B, Q, d] sees itself and [USER]'s input, which leads the keys."""
        w = self.weights
        size, queries, d = state.shape
        heads = self.config["heads"]
        rows = torch.cat([user.unsqueeze(1), state], 1)
        rows = F.layer_norm(rows, (d,), w[f"{name}.norm.gain"], w[f"{name}.norm.bias"])
        qkv = F.linear(rows, w[f"{name}.qkv.weight"].t(), w[f"{name}.qkv.bias"])
        q, k, v = qkv.view(size, queries + 1, 3, heads, d // heads).permute(2, 0, 3, 1, 4)
        if frame is None:
            # [USER]'s own row is computed too and dropped: the causal kernel wants as many queries as keys.
            mixed = F.scaled_dot_product_attention(q, k, v, is_causal=True)[:, :, 1:]
        else:
            mask, gap = frame
            linear, square = w[f"{name}.time"].view(2, heads, 1, 1)
            bias = mask + gap * (linear + square * gap)
            mixed = F.scaled_dot_product_attention(q[:, :, 1:], k, v, attn_mask=bias)
        mixed = mixed.transpose(1, 2).reshape(size, queries, d)
        return F.linear(mixed, w[f"{name}.out.weight"].t(), w[f"{name}.out.bias"])

    def feed_forward(self, name: str, state: Tensor) -> Tensor:
        w = self.weights
        normal = F.layer_norm(state, state.shape[-1:], w[f"{name}.norm.gain"], w[f"{name}.norm.bias"])
        hidden = F.relu(F.linear(normal, w[f"{name}.in.weight"].t(), w[f"{name}.in.bias"]))
        return F.linear(hidden, w[f"{name}.out.weight"].t(), w[f"{name}.out.bias"])

    def encode(self, tokens: Tensor, batch: Tensors, training: bool) -> tuple[Tensor, Tensor]:
        """States of items [B·L, d] and of copies [B·K, d]."""
        w = self.weights
        size, length, cuts = (self.options[name] for name in ("size", "length", "cuts"))
        d = self.config["width"]
        rate = self.config["dropout"]
        x = F.embedding(batch["item"], tokens)
        if self.config["sideWidth"] > 0:
            x = x + batch["side"].view(size * length, -1) @ w["side.weight"]
        x = x.view(size, length, d) + w["position.weight"][:length]
        user = self.user(batch)
        frame = None if self.plain else self.frame(batch)
        state = x if self.plain else torch.cat([x, user.unsqueeze(1).expand(-1, cuts, -1)], 1)
        state = F.dropout(state, rate, training)
        for layer in range(self.config["layers"]):
            mixed = self.attention(f"layer.{layer}.attention", state, user, frame)
            state = state + F.dropout(mixed, rate, training)
            state = state + F.dropout(self.feed_forward(f"layer.{layer}.feedforward", state), rate, training)
        state = F.layer_norm(state, (d,), w["final.norm.gain"], w["final.norm.bias"])
        return state[:, :length].reshape(-1, d), state[:, length:].reshape(-1, d)

    def loss(self, batch: Tensors, training: bool) -> Tensor:
        w = self.weights
        content = self.content(batch, training)
        items, copies = self.encode(content @ w["item.token"], batch, training)
        candidates = content[: self.options["candidates"]] @ w["item.serving"]
        h = items[batch["nextRows"]] @ w["head.next"]
        total = candidate_loss(h, candidates, batch, "next", self.own_logits(h, content, batch))
        if not self.plain:
            general = candidate_loss(copies[batch["generalRows"]] @ w["head.general"], candidates, batch, "general")
            total = total + self.options["generalWeight"] * general
        return total

    def own_logits(self, h: Tensor, content: Tensor, batch: Tensors) -> Tensor | None:
        """Logits [N, H] of each row's own hard negatives."""
        width = self.options["hard"]
        if width == 0:
            return None
        own = F.embedding(batch["hard.rows"], content @ self.weights["item.serving"]).view(len(h), width, -1)
        return torch.bmm(own, h.unsqueeze(2)).squeeze(2)


def candidate_loss(h: Tensor, candidates: Tensor, batch: Tensors, name: str, own: Tensor | None = None) -> Tensor:
    """Cross entropy over the candidates shared by all rows; several positives of a row share its probability."""
    logits = h @ candidates.t() - batch["offset"]
    if own is not None:
        logits = torch.cat([logits, own], 1)
    pairs = batch[f"{name}Targets.pairs"].view(-1, 2)
    if len(pairs) == len(h):
        return F.cross_entropy(logits, pairs[:, 1])
    chosen = F.log_softmax(logits, 1)[pairs[:, 0], pairs[:, 1]]
    return -(chosen * batch[f"{name}Targets.weights"]).sum() / len(h)
