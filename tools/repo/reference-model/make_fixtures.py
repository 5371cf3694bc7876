"""Writes libs/engine/model/fixtures anew: results of this second implementation, with which CI compares libs/engine/model.

usage: python tools/repo/reference-model/make_fixtures.py [FOLDER]
"""

from __future__ import annotations

import sys
from pathlib import Path

from stars_reference.cases import CASES, EVERYTHING
from stars_reference.fixture import write_fixture, write_training_fixture

HOME = Path(__file__).resolve().parents[3] / "libs" / "engine" / "model" / "fixtures"


def main() -> None:
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else HOME
    for stale in folder.rglob("*.safetensors"):
        stale.unlink()
    folder.mkdir(parents=True, exist_ok=True)
    paths = [write_fixture(case, folder) for case in CASES]
    paths.append(write_training_fixture(EVERYTHING, folder / "training"))
    for path in paths:
        print(f"{path.stat().st_size:8,d}  {path.relative_to(folder)}")
    print(f"{sum(path.stat().st_size for path in paths):8,d}  bytes in {folder}")


if __name__ == "__main__":
    main()
