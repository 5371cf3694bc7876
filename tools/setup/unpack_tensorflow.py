"""Unpacks what tfjs-node needs of a TensorFlow wheel: the C library and the C headers.

usage: unpack_tensorflow.py WHEEL FOLDER
"""

from __future__ import annotations

import os
import re
import shutil
import sys
import zipfile

LIBRARY = re.compile(r"^tensorflow/(libtensorflow_(?:cc|framework)\.so\.2)$")
HEADER = re.compile(
    r"^tensorflow/include/("
    r"tensorflow/c/(?:eager/)?[^/]+\.h"
    r"|tensorflow/core/platform/ctstring[^/]*\.h"
    r"|(?:xla/|tensorflow/)?tsl/(?:c|platform)/[^/]+\.h"
    r")$"
)


def destination(name: str) -> str | None:
    if match := LIBRARY.match(name):
        return os.path.join("lib", match[1])
    if match := HEADER.match(name):
        return os.path.join("include", match[1])
    return None


def main(wheel: str, folder: str) -> None:
    libraries = 0
    with zipfile.ZipFile(wheel) as archive:
        for name in archive.namelist():
            path = destination(name)
            if path is None:
                continue
            libraries += path.startswith("lib")
            target = os.path.join(folder, path)
            os.makedirs(os.path.dirname(target), exist_ok=True)
            with archive.open(name) as source, open(target, "wb") as sink:
                shutil.copyfileobj(source, sink, 1 << 20)
    if libraries != 2:
        sys.exit(f"{wheel} holds {libraries} TensorFlow libraries instead of 2")


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2])
