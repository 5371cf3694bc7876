"""Takes training steps in PyTorch on request. Usage: torch_worker.py CASE.json CASE.safetensors

One JSON object a line on standard input, one on standard output for each:
  {"do": "loss"} the loss of the batch without dropout; {"do": "steps", "count": n} seconds of n steps,
  of CPU time, on a GPU of wall time; {"do": "memory"} peak resident bytes, on a GPU also those of its memory.
"""

from __future__ import annotations

import json
import resource
import sys
import time
from typing import Any

import torch
from safetensors.torch import load_file
from stars_model import StarsModel, Tensors


class Trainer:
    """The model, its parameters in three groups and fused AdamW, as libs/engine/model trains them."""

    def __init__(self, case: dict[str, Any], tensors: Tensors) -> None:
        self.weights = {
            name.removeprefix("weight:"): tensor.requires_grad_()
            for name, tensor in tensors.items()
            if name.startswith("weight:")
        }
        self.batch = {
            name: tensor.long() if tensor.dtype == torch.int32 else tensor
            for name, tensor in tensors.items()
            if not name.startswith("weight:")
        }
        self.on_gpu = case["device"] == "cuda"
        self.model = StarsModel(case["config"], case["options"], self.weights)
        groups: dict[str, list[torch.Tensor]] = {"decay": [], "no-decay": [], "delta": []}
        for name, tensor in self.weights.items():
            groups[case["groups"][name]].append(tensor)
        self.clipped = [groups["decay"] + groups["no-decay"], groups["delta"]]
        self.optimiser = torch.optim.AdamW(
            [
                {"params": groups["decay"], "weight_decay": 0.01},
                {"params": groups["no-decay"] + groups["delta"], "weight_decay": 0.0},
            ],
            lr=case["learningRate"],
            betas=(0.9, 0.98),
            eps=1e-8,
            fused=True,
        )

    def step(self) -> None:
        self.optimiser.zero_grad(set_to_none=True)
        loss = self.model.loss(self.batch, training=True)
        loss.backward()
        for parameters in self.clipped:
            torch.nn.utils.clip_grad_norm_(parameters, 1.0)
        self.optimiser.step()
        # As our side reads its loss.
        loss.item()

    def answer(self, question: dict[str, Any]) -> dict[str, Any]:
        match question["do"]:
            case "loss":
                with torch.no_grad():
                    return {"loss": self.model.loss(self.batch, training=False).item()}
            case "steps":
                clock = time.perf_counter if self.on_gpu else time.process_time
                began = clock()
                for _ in range(question["count"]):
                    self.step()
                if self.on_gpu:
                    torch.cuda.synchronize()
                return {"seconds": clock() - began}
            case "memory":
                gpu = {"gpuBytes": torch.cuda.max_memory_allocated()} if self.on_gpu else {}
                return {"peakBytes": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024, **gpu}
        raise ValueError(f"unknown question {question}")


def main(case_path: str, tensors_path: str) -> None:
    with open(case_path, encoding="utf-8") as file:
        case = json.load(file)
    device = case["device"]
    torch.set_default_device(device)
    if device == "cpu":
        torch.set_num_threads(1)
    else:
        # TensorFlow uses TF32 where a GPU has it.
        torch.set_float32_matmul_precision("high")
    torch.manual_seed(1)
    trainer = Trainer(case, load_file(tensors_path, device=device))
    for line in sys.stdin:
        print(json.dumps(trainer.answer(json.loads(line))), flush=True)


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2])
