"""Names and shapes of the trained parameters."""

from __future__ import annotations

import torch

from .config import Config

Parameters = dict[str, torch.Tensor]


def parameter_shapes(config: Config) -> dict[str, tuple[int, ...]]:
    d, s, f = config.width, config.inner_width, config.feed_forward
    content = config.content_width + config.tag_width
    shapes: dict[str, tuple[int, ...]] = {
        "item.delta": (config.item_count, config.content_width),
        "item.token": (content, d),
        "item.serving": (content, s),
        "user.default": (d,),
        "final.norm.gain": (d,),
        "final.norm.bias": (d,),
        "head.next": (d, s),
        "head.general": (d, s),
    }
    if config.tag_count > 0:
        if config.tag_hidden > 0:
            shapes["tag.hidden.weight"] = (config.tag_count, config.tag_hidden)
            shapes["tag.hidden.bias"] = (config.tag_hidden,)
            shapes["tag.weight"] = (config.tag_hidden, config.tag_width)
        else:
            shapes["tag.weight"] = (config.tag_count, config.tag_width)
    if config.side_width > 0:
        shapes["side.weight"] = (config.side_width, d)
    if config.parts.position:
        shapes["position.weight"] = (config.max_length, d)
    shapes |= _user_shapes(config)
    for layer in range(config.layers):
        at = f"layer.{layer}"
        for norm in ("attention.norm", "feedforward.norm"):
            shapes[f"{at}.{norm}.gain"] = shapes[f"{at}.{norm}.bias"] = (d,)
        shapes[f"{at}.attention.qkv.weight"] = (d, 3 * d)
        shapes[f"{at}.attention.qkv.bias"] = (3 * d,)
        shapes[f"{at}.attention.out.weight"] = (d, d)
        shapes[f"{at}.attention.out.bias"] = (d,)
        shapes[f"{at}.attention.time"] = (2, config.heads)
        shapes[f"{at}.feedforward.in.weight"] = (d, f)
        shapes[f"{at}.feedforward.in.bias"] = (f,)
        shapes[f"{at}.feedforward.out.weight"] = (f, d)
        shapes[f"{at}.feedforward.out.bias"] = (d,)
    if config.auxiliary:
        shapes["head.auxiliary"] = (d, config.content_width)
    if config.has_offsets:
        shapes["offset.weight"] = (d + config.signal_width, s)
    if config.repeat_ages > 0:
        for vector in ("next", "general"):
            shapes[f"repeat.{vector}.ages"] = (config.repeat_ages, 1)
            shapes[f"repeat.{vector}.items"] = (content, 1)
    return shapes


def _user_shapes(config: Config) -> dict[str, tuple[int, ...]]:
    if not config.has_user_features:
        return {}
    w = config.user_feature_width
    shapes: dict[str, tuple[int, ...]] = {}
    if config.user_numeric_count > 0:
        shapes["user.numeric"] = (config.user_numeric_count, w)
    for index, size in enumerate(config.user_categorical_sizes):
        shapes[f"user.categorical.{index}"] = (size, w)
    parts = int(config.user_numeric_count > 0) + len(config.user_categorical_sizes)
    shapes["user.project"] = (w * parts, config.width)
    return shapes


def random_parameters(config: Config, generator: torch.Generator) -> Parameters:
    """Random everywhere, gains around 1: at the start values, which are mostly zeros, an error would not show."""
    parameters: Parameters = {}
    for name, shape in parameter_shapes(config).items():
        scale = 0.5 if len(shape) == 1 else 1.2 / shape[0] ** 0.5
        if name.startswith("repeat.") and name.endswith(".ages"):
            scale /= 8  # the factor of the head
        values = torch.randn(shape, generator=generator, dtype=torch.float64) * scale
        if name.endswith(".gain"):
            values = 1 + 0.3 * values
        # Stored values are float32, and the computation uses exactly the stored values.
        parameters[name] = values.float().double().requires_grad_()
    return parameters
