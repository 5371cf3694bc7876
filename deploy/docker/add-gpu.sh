#!/usr/bin/env bash
# Adds TensorFlow for GPUs to the tree of an image. usage: add-gpu.sh TREE
set -euo pipefail
STARS_ROOT=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
for part in report tensorflow; do
  # shellcheck source=/dev/null
  . "$STARS_ROOT/tools/setup/$part.sh"
done
ensure_gpu
cd "$STARS_ROOT"
rm -rf node_modules/@tensorflow/tfjs-node-gpu/deps/include
cp -al --parents node_modules/@tensorflow/tfjs-node-gpu/{deps,lib} "$1/"
chmod -R a+rX "$1/node_modules/@tensorflow/tfjs-node-gpu"
