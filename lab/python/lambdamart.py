"""LambdaMART by LightGBM, for libs/learning/evaluation.

usage: lambdamart.py train FOLDER
       lambdamart.py score MODEL ROWS SCORES THREADS

train reads FOLDER/settings.json and, for the parts `train` and `held`, PART.f32 (rows of features, row-major), PART.u8
(a label a row) and PART.i32 (rows a session). Each setting of the grid is trained on `train` until NDCG@10 on `held`
stops rising; the best one is trained again on both parts for as many trees. Writes FOLDER/model.txt and
FOLDER/result.json, each whole or not at all.

score reads the file ROWS (rows of features, row-major) and writes the file SCORES, a float32 a row.
"""

from __future__ import annotations

import json
import os
import sys
from typing import Any

import lightgbm as lgb
import numpy as np
from numpy.typing import NDArray

PATIENCE = 30
BLOCK_ROWS = 50_000


class Part:
    """Sessions with their candidates."""

    def __init__(self, folder: str, name: str, features: int) -> None:
        path = os.path.join(folder, name)
        self.labels = np.fromfile(f"{path}.u8", np.uint8)
        self.sessions = np.fromfile(f"{path}.i32", np.int32)
        shape = (len(self.labels), features)
        self.rows = np.memmap(f"{path}.f32", np.float32, "r", shape=shape) if len(self.labels) else np.zeros(shape, np.float32)


def dataset(parts: list[Part], names: list[str], parameters: dict[str, Any], reference: Any = None) -> Any:
    return lgb.Dataset(
        [part.rows for part in parts],
        np.concatenate([part.labels for part in parts]),
        group=np.concatenate([part.sessions for part in parts]),
        feature_name=names,
        params=parameters,
        reference=reference,
        free_raw_data=False,
    )


def write(path: str, text: str) -> None:
    with open(f"{path}.part", "w", encoding="utf-8") as file:
        file.write(text)
    os.replace(f"{path}.part", path)


def train(folder: str) -> None:
    with open(os.path.join(folder, "settings.json"), encoding="utf-8") as file:
        settings = json.load(file)
    # LightGBM accepts no name with JSON's special characters. result.json has the real names.
    names = [f"f{index}" for index in range(len(settings["features"]))]
    common = {
        "objective": "lambdarank",
        "metric": "ndcg",
        "eval_at": [10],
        "max_bin": 127,
        "feature_pre_filter": False,
        "verbosity": -1,
        "seed": settings["seed"],
        "num_threads": settings["threads"],
        "deterministic": True,
        "force_row_wise": True,
    }
    train_part, held_part = (Part(folder, name, len(names)) for name in ("train", "held"))
    train_data = dataset([train_part], names, common)
    held_data = dataset([held_part], names, common, train_data)
    trees = settings["trees"]
    runs = []
    for setting in settings["grid"]:
        booster = lgb.train(
            {**common, **setting["parameters"]},
            train_data,
            trees,
            valid_sets=[held_data],
            callbacks=[lgb.early_stopping(PATIENCE, verbose=False), progress(setting["name"], trees)],
        )
        runs.append({**setting, "trees": booster.best_iteration, "ndcg": booster.best_score["valid_0"]["ndcg@10"]})
    best = max(runs, key=lambda run: run["ndcg"])
    del train_data, held_data
    booster = lgb.train(
        {**common, **best["parameters"]},
        dataset([train_part, held_part], names, common),
        best["trees"],
        callbacks=[progress("both parts", best["trees"])],
    )
    gains = dict(zip(settings["features"], booster.feature_importance("gain").tolist(), strict=True))
    write(os.path.join(folder, "result.json"), json.dumps({"chosen": best["name"], "runs": runs, "gains": gains}, indent=2))
    write(os.path.join(folder, "model.txt"), booster.model_to_string())


def progress(label: str, total: int) -> Any:
    def report(environment: Any) -> None:
        done = environment.iteration + 1
        if done % 10 == 0 or done == total:
            print(json.dumps({"label": label, "done": done, "total": total}), flush=True)

    return report


def score(model: str, rows_file: str, scores_file: str, threads: int) -> None:
    booster = lgb.Booster(model_file=model)
    width = booster.num_feature() * 4
    # A block at a time: all rows may be more than the memory holds.
    with open(rows_file, "rb") as source, open(scores_file, "wb") as sink:
        while data := source.read(BLOCK_ROWS * width):
            block: NDArray[np.float32] = np.frombuffer(data, np.float32).reshape(-1, booster.num_feature())
            sink.write(np.asarray(booster.predict(block, num_threads=threads), np.float32).tobytes())


if __name__ == "__main__":
    if sys.argv[1] == "train":
        train(sys.argv[2])
    else:
        score(*sys.argv[2:5], int(sys.argv[5]))
