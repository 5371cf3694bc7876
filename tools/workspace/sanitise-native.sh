#!/usr/bin/env bash
# Runs the tests of the native scan and network under AddressSanitizer and UndefinedBehaviorSanitizer. Afterwards both are built as
# before. usage: bash tools/workspace/sanitise-native.sh
set -euo pipefail
STARS_ROOT=$(cd -- "$(dirname -- "${BASH_SOURCE[0]}")/../.." && pwd)
cd "$STARS_ROOT"
if [ -x .tools/node/bin/node ]; then PATH=$PWD/.tools/node/bin:$PATH; fi
# shellcheck source=/dev/null
. tools/setup/native-addons.sh
scan=libs/stores/vector-index network=libs/engine/inference

build_both() {
  build_vector_scan "$scan/native" "$scan/build"
  build_network "$network/native" "$network/build"
}
hardened=("${HARDENED[@]}")
trap 'HARDENED=("${hardened[@]}"); build_both' EXIT
# Each fault ends the run. Checked copies are the work of the sanitiser here.
HARDENED=(-fsanitize=address,undefined -fno-sanitize-recover=all -fno-omit-frame-pointer -g)
build_both

# Node's own memory is not freed at its end.
export ASAN_OPTIONS=detect_leaks=0 UBSAN_OPTIONS=print_stacktrace=1
LD_PRELOAD=$(g++ -print-file-name=libasan.so):$(g++ -print-file-name=libubsan.so) \
  node node_modules/vitest/vitest.mjs run --project=unit --maxWorkers=1 \
  "$scan/src/native-scan.test.ts" "$scan/src/products.test.ts" "$scan/src/item-scores.test.ts" \
  "$network/src/second-stage-network.test.ts" "$network/src/network-explainer.test.ts"
