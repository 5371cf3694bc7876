# shellcheck shell=bash
# The native scan of the embedded vector index (libs/stores/vector-index/native), for processors with AVX-512. It is kept in the
# cache, so that a second clone only copies it.

# build_vector_scan OUT: compiles it against Node's headers only.
build_vector_scan() {
  local prefix
  prefix=$(dirname "$(dirname "$(readlink -f "$(command -v node)")")")
  # No contraction: scores equal JavaScript's to the last bit. GCC 12 warns of its own intrinsics, wrongly.
  mkdir -p "$(dirname "$1")" &&
    g++ -std=c++17 -O3 -fPIC -shared -fvisibility=hidden -ffp-contract=off -Wall -Wextra -Werror -Wno-maybe-uninitialized \
      -I"$prefix/include/node" "$STARS_ROOT"/libs/stores/vector-index/native/*.cc -o "$1.$$" &&
    mv "$1.$$" "$1"
}

# place_vector_scan FOLDER DIGEST: puts the scan where it is loaded from, in one step: another process may load it meanwhile.
place_vector_scan() {
  local built=$STARS_CACHE/vector-scan/$2.node
  { [ -f "$built" ] || build_vector_scan "$built"; } &&
    mkdir -p "$1" && cp "$built" "$1/scan.$$" && mv "$1/scan.$$" "$1/vector_scan.node" && printf '%s' "$2" >"$1/.digest"
}

# ensure_vector_scan: a failure only costs speed. Each start says so and tries again.
ensure_vector_scan() {
  local sources=$STARS_ROOT/libs/stores/vector-index/native folder=$STARS_ROOT/libs/stores/vector-index/build digest
  if [ "$(uname -s)-$(uname -m)" != Linux-x86_64 ]; then return; fi
  digest=$(sha256_of /dev/stdin <<<"$(cd "$sources" && sha256sum ./*.cc ./*.h; declare -f build_vector_scan)" | cut -c1-16)
  if [ -f "$folder/.digest" ] && [ "$(cat "$folder/.digest")" = "$digest" ]; then return; fi
  if (place_vector_scan "$folder" "$digest") >"$STARS_ROOT/.tools/logs/vector-scan.log" 2>&1; then return; fi
  # A scan of other sources would not fit.
  rm -f "$folder/vector_scan.node"
  printf '  no native vector scan (see .tools/logs/vector-scan.log): searches take up to twice the time without it\n' >&2
}
