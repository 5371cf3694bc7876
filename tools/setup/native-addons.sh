# shellcheck shell=bash
# Native addons, for x86 with AVX2 and for arm64: the scan of the embedded vector index and the second stage's network.

# Against faults of memory: checked copies, guarded stacks, and tables of addresses that nobody can write after loading. Measured in
# interleaved runs: 0.99 (0.97 to 1.01) of the CPU time of the scan without them, 1.00 (0.99 to 1.01) of that of the network.
HARDENED=(-U_FORTIFY_SOURCE -D_FORTIFY_SOURCE=3 -fstack-protector-strong -Wl,-z,relro,-z,now,-z,noexecstack)

# build_addon SOURCES FOLDER NAME FLAGS...: compiles it against Node's headers only, and replaces it in one step: another process may
# load it meanwhile.
build_addon() {
  local sources=$1 folder=$2 name=$3 prefix
  shift 3
  prefix=$(dirname "$(dirname "$(readlink -f "$(command -v node)")")")
  if [ "$(uname -m)" = x86_64 ]; then set -- -march=x86-64-v3 "$@"; fi
  mkdir -p "$folder"
  g++ -std=c++17 -O3 "${HARDENED[@]}" "$@" -fPIC -shared -fvisibility=hidden -Wall -Wextra -Werror \
    -I"$prefix/include/node" "$sources"/*.cc -o "$folder/$name.$$" && mv "$folder/$name.$$" "$folder/$name.node"
}

# No contraction: scores equal JavaScript's to the last bit.
build_vector_scan() { build_addon "$1" "$2" vector_scan -ffp-contract=off; }

build_network() { build_addon "$1" "$2" network -ffp-contract=fast; }

# ensure_addon PACKAGE BUILD WITHOUT: a failure only costs speed. Each start says so and tries again.
ensure_addon() {
  local sources=$STARS_ROOT/libs/$1/native folder=$STARS_ROOT/libs/$1/build digest log=$STARS_ROOT/.tools/logs/$2.log
  digest=$(sha256_of /dev/stdin <<<"$(cd "$sources" && sha256sum ./*.cc ./*.h 2>/dev/null; echo "${HARDENED[@]}"; declare -f build_addon "$2")")
  if [ -f "$folder/.digest" ] && [ "$(cat "$folder/.digest")" = "$digest" ]; then return; fi
  if "$2" "$sources" "$folder" >"$log" 2>&1; then
    printf '%s' "$digest" >"$folder/.digest"
    return
  fi
  # One of other sources would not fit.
  rm -rf "$folder"
  printf '  %s (see .tools/logs/%s.log)\n' "$3" "$2" >&2
}

ensure_native_addons() {
  ensure_addon stores/vector-index build_vector_scan 'no native vector scan: searches take up to fifty times as long without it'
  ensure_addon engine/inference build_network 'no native network: the second stage takes ten times as long to score without it'
}
