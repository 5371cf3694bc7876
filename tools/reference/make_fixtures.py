"""Writes libs/model/fixtures anew: what this second implementation computes, for CI to compare libs/model with.

usage: python tools/reference/make_fixtures.py [FOLDER]
"""

from __future__ import annotations

import sys
from pathlib import Path

from stars_reference.cases import CASES
from stars_reference.fixture import write_fixture

HOME = Path(__file__).resolve().parents[2] / "libs" / "model" / "fixtures"


def main() -> None:
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else HOME
    folder.mkdir(parents=True, exist_ok=True)
    for stale in folder.glob("*.safetensors"):
        stale.unlink()
    total = 0
    for index, case in enumerate(CASES):
        size = write_fixture(case, folder, index).stat().st_size
        total += size
        print(f"{case.name:28s} {size:7,d} bytes")
    print(f"{len(CASES)} fixtures, {total:,d} bytes in {folder}")


if __name__ == "__main__":
    main()
