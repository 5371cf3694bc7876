# shellcheck shell=bash
# The embedded vector index's own scan (libs/vector-index/native), for processors with AVX-512. Kept in the cache, so that a second clone
# only copies it.

# build_vector_scan OUT: compiled against Node's headers alone.
build_vector_scan() {
  local prefix
  prefix=$(dirname "$(dirname "$(readlink -f "$(command -v node)")")")
  mkdir -p "$(dirname "$1")"
  # No contraction: scores equal JavaScript's to the last bit. GCC 12 takes what its own intrinsics leave open for a mistake.
  g++ -std=c++17 -O3 -fPIC -shared -fvisibility=hidden -ffp-contract=off -Wall -Wextra -Werror -Wno-maybe-uninitialized \
    -I"$prefix/include/node" "$STARS_ROOT"/libs/vector-index/native/*.cc -o "$1.$$" &&
    mv "$1.$$" "$1"
}

# ensure_vector_scan: where it is to be loaded from. A failure costs speed alone: a line says so.
ensure_vector_scan() {
  local sources=$STARS_ROOT/libs/vector-index/native folder=$STARS_ROOT/libs/vector-index/build digest stamp built
  if [ "$(uname -s)-$(uname -m)" != Linux-x86_64 ]; then return; fi
  digest=$(sha256_of /dev/stdin <<<"$(cd "$sources" && sha256sum ./*.cc ./*.h; declare -f build_vector_scan)" | cut -c1-16)
  stamp=$folder/.digest
  if [ -f "$stamp" ] && [ "$(cat "$stamp")" = "$digest" ]; then return; fi
  built=$STARS_CACHE/vector-scan/$digest.node
  rm -rf "$folder"
  mkdir -p "$folder"
  if [ ! -f "$built" ] && ! (build_vector_scan "$built") >"$STARS_ROOT/.tools/logs/vector-scan.log" 2>&1; then
    printf '  the vector scan does not compile (see .tools/logs/vector-scan.log): searches take twice the time without it\n' >&2
  else
    cp "$built" "$folder/vector_scan.node"
  fi
  printf '%s' "$digest" >"$stamp"
}
