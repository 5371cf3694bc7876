# shellcheck shell=bash
# Native addons: the scan of the embedded vector index and the second stage's network, for x86 with AVX2 and for arm64; and the encoder
# of users and items, for all processors.

# Against faults of memory: checked copies, guarded stacks, and tables of addresses that nobody can write after loading. Measured in
# interleaved runs: 0.99 (0.97 to 1.01) of the CPU time of the scan without them, 1.00 (0.99 to 1.01) of that of the network.
HARDENED=(-U_FORTIFY_SOURCE -D_FORTIFY_SOURCE=3 -fstack-protector-strong -Wl,-z,relro,-z,now,-z,noexecstack)

# compile_addon OUT FLAGS AND SOURCES...: compiles it against Node's headers only, and replaces it in one step: another process may load
# it meanwhile.
compile_addon() {
  local out=$1 prefix
  shift
  prefix=$(dirname "$(dirname "$(readlink -f "$(command -v node)")")")
  mkdir -p "$(dirname "$out")"
  g++ -std=c++17 -O3 "${HARDENED[@]}" -fPIC -shared -fvisibility=hidden -Wall -Wextra -Werror -I"$prefix/include/node" "$@" \
    -o "$out.$$" && mv "$out.$$" "$out"
}

# build_addon SOURCES FOLDER NAME FLAGS...
build_addon() {
  local sources=$1 folder=$2 name=$3
  shift 3
  if [ "$(uname -m)" = x86_64 ]; then set -- -march=x86-64-v3 "$@"; fi
  compile_addon "$folder/$name.node" "$@" "$sources"/*.cc
}

# No contraction: scores equal JavaScript's to the last bit.
build_vector_scan() { build_addon "$1" "$2" vector_scan -ffp-contract=off; }

build_network() { build_addon "$1" "$2" network -ffp-contract=fast; }

# encoder_builds: a line for each build of the encoder and its processors. A build does not load on a processor that lacks its vectors; the
# last runs on any.
encoder_builds() {
  if [ "$(uname -m)" = x86_64 ]; then
    printf '%s\n' 'encoder_avx512 -march=x86-64-v4 -mprefer-vector-width=512' 'encoder_avx2 -march=x86-64-v3'
  fi
  echo encoder
}

# build_encoder SOURCES FOLDER: with the arithmetic of the kernels that train (libs/engine/model/native).
build_encoder() {
  local name flags kernels=$STARS_ROOT/libs/engine/model/native
  while read -r name flags; do
    # shellcheck disable=SC2086 # flags are words
    compile_addon "$2/$name.node" $flags -fopenmp-simd -fno-math-errno -fno-trapping-math -ffp-contract=fast -I"$kernels" \
      "$1"/*.cc "$kernels/parallel.cc" || return
  done < <(encoder_builds)
}

# addon_digest BUILD FOLDERS...: a digest of everything that determines an addon.
addon_digest() {
  local build=$1
  shift
  sha256_of /dev/stdin <<<"$(cd "$STARS_ROOT/libs" && for folder in "$@"; do sha256sum "$folder"/*.cc "$folder"/*.h 2>/dev/null; done
    echo "${HARDENED[@]}"; declare -f compile_addon build_addon encoder_builds "$build")"
}

# ensure_addon PACKAGE NAME WITHOUT: a failure only costs speed. Each start says so and tries again.
ensure_addon() {
  local folder=$STARS_ROOT/libs/$1/build digest log=$STARS_ROOT/.tools/logs/build_$2.log
  digest=$(addon_digest "build_$2" "$1/native")
  if [ -f "$folder/.$2" ] && [ "$(cat "$folder/.$2")" = "$digest" ]; then return; fi
  if "build_$2" "$STARS_ROOT/libs/$1/native" "$folder" >"$log" 2>&1; then
    printf '%s' "$digest" >"$folder/.$2"
    return
  fi
  # One of other sources would not fit.
  rm -f "$folder/$2.node" "$folder/.$2"
  printf '  %s (see .tools/logs/build_%s.log)\n' "$3" "$2" >&2
}

# ensure_encoder: no model answers without it, so a failure ends the set-up.
ensure_encoder() {
  local sources=engine/inference/native/encoder folder=$STARS_ROOT/libs/engine/inference/build digest
  digest=$(addon_digest build_encoder "$sources" engine/model/native)
  if [ -f "$folder/.encoder" ] && [ "$(cat "$folder/.encoder")" = "$digest" ]; then return; fi
  need g++ STARS_SETUP_COMPILER_MISSING 'install build-essential'
  rm -f "$folder"/encoder*.node
  step STARS_SETUP_ENCODER 'Encoder of the model' build_encoder "$STARS_ROOT/libs/$sources" "$folder"
  printf '%s' "$digest" >"$folder/.encoder"
}

ensure_native_addons() {
  ensure_addon stores/vector-index vector_scan 'no native vector scan: searches take up to fifty times as long without it'
  ensure_addon engine/inference network 'no native network: the second stage takes ten times as long to score without it'
  ensure_encoder
}
