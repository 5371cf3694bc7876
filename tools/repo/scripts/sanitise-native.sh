#!/usr/bin/env bash
# Runs the tests of all native code under AddressSanitizer and UndefinedBehaviorSanitizer: the vector scan, the network of the second
# stage, the encoder and the kernels of the model. Builds are kept in the cache until the sources change. usage: bash tools/repo/scripts/sanitise-native.sh
set -euo pipefail
STARS_ROOT=$(cd -- "$(dirname -- "${BASH_SOURCE[0]}")/../../.." && pwd)
STARS_CACHE=${STARS_CACHE:-$HOME/.cache/stars}
cd "$STARS_ROOT"
if [ -x .tools/node/bin/node ]; then PATH=$PWD/.tools/node/bin:$PATH; fi
for part in report native-addons tensorflow; do
  # shellcheck source=/dev/null
  . "tools/setup/$part.sh"
done
scan=libs/stores/vector-index network=libs/engine/inference kernels=libs/engine/model

# Each fault ends the run. Checked copies are the work of the sanitiser here.
SANITISERS=(-fsanitize=address,undefined -fno-sanitize-recover=all -fno-omit-frame-pointer -g -U_FORTIFY_SOURCE)
g++() { command g++ "$@" "${SANITISERS[@]}"; }
# The build that all processors have: the other differs only in the width of its vectors.
kernel_builds() {
  if [ "$(uname -m)" = x86_64 ]; then echo 'stars_kernels -march=x86-64-v3'; else echo stars_kernels; fi
}

encoder_builds() {
  if [ "$(uname -m)" = x86_64 ]; then echo 'encoder_avx2 -march=x86-64-v3'; fi
  echo encoder
}

# build_all FOLDER
build_all() {
  build_kernels node_modules/@tensorflow/tfjs-node "$1"
  build_vector_scan "$scan/native" "$1"
  build_network "$network/native" "$1"
  build_encoder "$network/native/encoder" "$1"
  g++ -x c++ -O0 - -o "$1/fault" <<<'int main(int n, char **) { int *one = new int[1]; return one[n]; }'
}

sources=$(sha256sum {$scan,$network,$kernels}/native/{,encoder/}*.{cc,h} 2>/dev/null || true)
digest=$(sha256_of /dev/stdin <<<"$sources $TENSORFLOW_VERSION $(node --version) $(declare -f build_all compile_addon build_addon build_encoder encoder_builds build_kernels kernel_builds g++) ${SANITISERS[*]}")
builds=$STARS_CACHE/sanitised/$digest
if [ ! -d "$builds" ]; then
  rm -rf "$STARS_CACHE/sanitised"
  build_all "$builds.$$"
  mv "$builds.$$" "$builds"
fi

# Node's own memory is not freed at its end.
export ASAN_OPTIONS=detect_leaks=0 UBSAN_OPTIONS=print_stacktrace=1
if "$builds/fault" 2>/dev/null; then fail STARS_SANITISERS 1 'the sanitisers do not see a fault'; fi

loaded=$(mktemp)
trap 'rm -f "$loaded"' EXIT
LD_PRELOAD=$(command g++ -print-file-name=libasan.so):$(command g++ -print-file-name=libubsan.so) \
  NODE_OPTIONS="--require $STARS_ROOT/tools/repo/scripts/load-sanitised.cjs" STARS_SANITISED=$builds STARS_SANITISED_LOADED=$loaded \
  node node_modules/vitest/vitest.mjs run --project=unit --project=builds --maxWorkers=1 \
  "$scan/src/native-scan.test.ts" "$scan/src/products.test.ts" "$scan/src/item-scores.test.ts" \
  "$network/src/second-stage-network.test.ts" "$network/src/network-explainer.test.ts" \
  "$network/src/model-encoder.test.ts" libs/learning/training/src/backend/own-kernels-avx2.integration.test.ts
# Without an addon its tests are skipped, or pass on JavaScript.
for name in vector_scan network encoder stars_kernels; do
  grep -qx "$name" "$loaded" || fail STARS_SANITISERS 1 "no test loaded $name"
done
