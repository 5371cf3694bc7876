# shellcheck shell=bash
# The native scan of the embedded vector index (libs/stores/vector-index/native), for x86 with AVX2 and for arm64.

# build_vector_scan SOURCES FOLDER: compiles it against Node's headers only, and replaces it in one step: another process may
# load it meanwhile.
build_vector_scan() {
  local prefix flags=
  prefix=$(dirname "$(dirname "$(readlink -f "$(command -v node)")")")
  if [ "$(uname -m)" = x86_64 ]; then flags=-march=x86-64-v3; fi
  mkdir -p "$2"
  # No contraction: scores equal JavaScript's to the last bit.
  # shellcheck disable=SC2086 # no flag is no word
  g++ -std=c++17 -O3 $flags -fPIC -shared -fvisibility=hidden -ffp-contract=off -Wall -Wextra -Werror \
    -I"$prefix/include/node" "$1"/*.cc -o "$2/scan.$$" && mv "$2/scan.$$" "$2/vector_scan.node"
}

# ensure_vector_scan: a failure only costs speed. Each start says so and tries again.
ensure_vector_scan() {
  local sources=$STARS_ROOT/libs/stores/vector-index/native folder=$STARS_ROOT/libs/stores/vector-index/build digest
  digest=$(sha256_of /dev/stdin <<<"$(cd "$sources" && sha256sum ./*.cc ./*.h; declare -f build_vector_scan)")
  if [ -f "$folder/.digest" ] && [ "$(cat "$folder/.digest")" = "$digest" ]; then return; fi
  if build_vector_scan "$sources" "$folder" >"$STARS_ROOT/.tools/logs/vector-scan.log" 2>&1; then
    printf '%s' "$digest" >"$folder/.digest"
    return
  fi
  # A scan of other sources would not fit.
  rm -rf "$folder"
  printf '  no native vector scan (see .tools/logs/vector-scan.log): searches take up to fifty times as long without it\n' >&2
}
