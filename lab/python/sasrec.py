"""SASRec (Kang and McAuley 2018) by RecTools: the library's own recipe, but for the width, which two cores must bear, and the length,
which is that of most histories.

usage: sasrec.py FOLDER

Reads from FOLDER, all numbers little-endian:
  settings.json  seed, k, explore, sessions (number of them), epochs (the most)
  train.i32      [n, 2] user and item of each event to learn from, a user's in the order of time
  known.i32      [m, 2] session and item of each event known at an evaluated session, in the order of time
Writes lists.i32, [sessions, k], -1 where a list ends.

The library trains on the last events of each user, so a longer history is cut into parts that are users of their own.
Its training goes on until the loss of each user's last event stops falling. The weights of the best epoch rank.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from pytorch_lightning import Trainer, seed_everything
from pytorch_lightning.callbacks import Callback, EarlyStopping, ModelCheckpoint
from rectools import Columns
from rectools.dataset import Dataset
from rectools.models import SASRecModel

WIDTH = 64
LONGEST = 100
PATIENCE = 3


class Progress(Callback):
    """A line of JSON for each batch of users."""

    def on_train_batch_end(self, trainer: Trainer, *_: Any) -> None:
        label = f"epoch {trainer.current_epoch + 1}"
        done, total = trainer.fit_loop.batch_idx + 1, int(trainer.num_training_batches)
        print(json.dumps({"label": label, "done": done, "total": total}), flush=True)


def pairs(path: Path) -> pd.DataFrame:
    """Events in the order of the file, which is that of time."""
    frame = pd.DataFrame(np.fromfile(path, "<i4").reshape(-1, 2), columns=[Columns.User, Columns.Item])
    frame[Columns.Weight] = 1
    frame[Columns.Datetime] = pd.to_datetime(np.arange(len(frame)), unit="s")
    return frame


def parts(events: pd.DataFrame, length: int) -> pd.DataFrame:
    """Cuts histories, so that each event after the first of a history is predicted once. The newest part is a whole one."""
    newest = events.groupby(Columns.User).cumcount(ascending=False)
    part = newest // length
    # The event before a part is what its first event is predicted from.
    shared = events.assign(part=part - 1)[(newest % length == 0) & (newest > 0)]
    cut = pd.concat([events.assign(part=part), shared])
    cut[Columns.User] = pd.factorize(pd.MultiIndex.from_frame(cut[[Columns.User, "part"]]))[0]
    return cut.drop(columns="part").sort_values(Columns.Datetime, kind="stable")


def main(folder: Path) -> None:
    settings = json.loads((folder / "settings.json").read_text())
    seed_everything(settings["seed"], workers=True, verbose=False)
    train = pairs(folder / "train.i32")
    histories = train.groupby(Columns.User)
    last = set(histories[Columns.Datetime].max())
    length = min(LONGEST, max(10, int(histories.size().quantile(0.95))))

    def trainer() -> Trainer:
        loss = SASRecModel.val_loss_name
        callbacks = [EarlyStopping(loss, patience=PATIENCE), ModelCheckpoint(folder, monitor=loss), Progress()]
        quiet: dict[str, Any] = {"enable_progress_bar": False, "enable_model_summary": False, "logger": False}
        return Trainer(max_epochs=settings["epochs"], deterministic=True, devices=1, callbacks=callbacks, **quiet)

    model = SASRecModel(
        n_factors=WIDTH,
        session_max_len=length,
        deterministic=True,
        get_trainer_func=trainer,
        get_val_mask_func=lambda events: events[Columns.Datetime].isin(last).to_numpy(),
    )
    model.fit(Dataset.construct(parts(train, length)))
    # The library trains with a copy of the trainer.
    best = model.fit_trainer.checkpoint_callback
    model.load_weights_from_checkpoint(best.best_model_path)

    known = pairs(folder / "known.i32")
    k, explore = settings["k"], settings["explore"]
    lists = np.full((settings["sessions"], k), -1, "<i4")
    ranked = model.recommend(
        users=known[Columns.User].unique(),
        dataset=Dataset.construct(known),
        k=k,
        filter_viewed=explore,
        on_unsupported_targets="ignore",
    )
    lists[ranked[Columns.User], ranked[Columns.Rank] - 1] = ranked[Columns.Item]
    lists.tofile(folder / "lists.i32")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
