"""The encoder of a case as ONNX, run by onnxruntime on one thread, to compare inference with TensorFlow's."""

from __future__ import annotations

import io
import time
from typing import Any

import onnxruntime
import torch
from stars_model import StarsModel, Tensors

# Inputs that differ between batches. Everything else is the model.
INPUTS = ("item", "side", "hours", "basket", "cutBasket", "cutHours", "userCategorical", "userKnown")


class Encoder(torch.nn.Module):
    """h_next of the last token of each sequence and h_gen of each copy, as a server needs them."""

    def __init__(self, model: StarsModel, batch: Tensors) -> None:
        super().__init__()
        self.model = model
        self.names = [name for name in INPUTS if len(batch[name]) > 0]
        content = model.content(batch, training=False)
        self.tokens = (content @ model.weights["item.token"]).detach()

    def forward(self, *inputs: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
        batch = dict(zip(self.names, inputs, strict=True))
        items, copies = self.model.encode(self.tokens, batch, training=False)
        length = self.model.options["length"]
        last = items.view(-1, length, items.shape[1])[:, -1]
        return last @ self.model.weights["head.next"], copies @ self.model.weights["head.general"]


class Encoding:
    """The same encoder in PyTorch and in onnxruntime."""

    def __init__(self, model: StarsModel, batch: Tensors) -> None:
        self.encoder = Encoder(model, batch).eval()
        self.inputs = tuple(batch[name] for name in self.encoder.names)
        for weight in model.weights.values():
            weight.requires_grad_(False)
        file = io.BytesIO()
        names = [f"input{i}" for i in range(len(self.inputs))]
        program = torch.onnx.export(self.encoder, self.inputs, dynamo=True, input_names=names, verbose=False)
        program.save(file)
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = options.inter_op_num_threads = 1
        self.session = onnxruntime.InferenceSession(file.getvalue(), options, providers=["CPUExecutionProvider"])
        known = {entry.name for entry in self.session.get_inputs()}
        self.feed = {n: x.numpy() for n, x in zip(names, self.inputs, strict=True) if n in known}

    def answer(self, count: int) -> dict[str, Any]:
        """CPU seconds of `count` passes on each side, and the first numbers of both results."""
        with torch.no_grad():
            expected = self.encoder(*self.inputs)[0]
            torch_seconds = timed(count, lambda: self.encoder(*self.inputs))
        found = self.session.run(None, self.feed)[0]
        seconds = timed(count, lambda: self.session.run(None, self.feed))
        return {
            "torchSeconds": torch_seconds,
            "onnxSeconds": seconds,
            "torchValues": expected[0, :4].tolist(),
            "onnxValues": found[0, :4].tolist(),
        }


def timed(count: int, body: Any) -> float:
    started = time.process_time()
    for _ in range(count):
        body()
    return time.process_time() - started
