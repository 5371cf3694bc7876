# shellcheck shell=bash
# The native TensorFlow behind tfjs-node, from package registries only: the C library comes from the PyPI wheel, and the addon
# is compiled from the sources in the npm package. Both are kept in the cache, so that a second clone only links them.

TENSORFLOW_VERSION=2.15.1

# cache_tensorflow WHEEL_PACKAGE PLATFORM SHA256 FOLDER: puts library and C headers of the wheel into FOLDER.
cache_tensorflow() {
  local work=$4.part wheel
  rm -rf "$work"
  mkdir -p "$work/wheel"
  python3 -m pip download --disable-pip-version-check --no-deps --only-binary=:all: --platform "$2" \
    --implementation cp --python-version 3.11 --dest "$work/wheel" "$1==$TENSORFLOW_VERSION"
  wheel=$(ls "$work"/wheel/*.whl)
  if [ "$(sha256_of "$wheel")" != "$3" ]; then
    echo "$wheel has sha256 $(sha256_of "$wheel"), not the pinned $3" >&2
    return 1
  fi
  python3 "$STARS_ROOT/tools/setup/unpack_tensorflow.py" "$wheel" "$work"
  rm -rf "$work/wheel"
  # Removes symbols that only a debugger reads: a quarter of the library's size.
  if command -v strip >/dev/null 2>&1; then strip --strip-unneeded "$work"/lib/*.so.2; fi
  rm -rf "$4"
  mv "$work" "$4"
}

# link_tensorflow CACHE PACKAGE_FOLDER: makes the layout that binding.gyp and the addon's rpath expect.
link_tensorflow() {
  local library=$2/deps/lib
  rm -rf "$2/deps"
  mkdir -p "$library"
  cp -r "$1/include" "$2/deps/include"
  ln "$1"/lib/*.so.2 "$library/" 2>/dev/null || cp "$1"/lib/*.so.2 "$library/"
  ln -s libtensorflow_cc.so.2 "$library/libtensorflow.so"
  ln -s libtensorflow_cc.so.2 "$library/libtensorflow.so.2"
  ln -s libtensorflow_framework.so.2 "$library/libtensorflow_framework.so"
}

# build_tensorflow_addon PACKAGE_FOLDER ADDON: compiles the addon against deps/ and keeps it as ADDON.
build_tensorflow_addon() {
  local prefix gyp
  prefix=$(dirname "$(dirname "$(readlink -f "$(command -v node)")")")
  gyp=$(dirname "$(readlink -f "$(command -v npm)")")/../node_modules/node-gyp/bin/node-gyp.js
  if [ ! -f "$prefix/include/node/node_api.h" ]; then
    echo "Node's headers are missing: $prefix/include/node/node_api.h" >&2
    return 1
  fi
  (cd "$1" && node "$gyp" rebuild --nodedir="$prefix" --module_name=tfjs_binding \
    --module_path="$1/lib/napi-v8" --napi_version=9 --napi_build_version=8)
  mkdir -p "$(dirname "$2")"
  cp "$1/build/Release/tfjs_binding.node" "$2.part"
  mv "$2.part" "$2"
  rm -rf "$1/build"
}

# kernels_digest: a digest of everything that determines the compiled kernels.
kernels_digest() {
  local list
  list=$(cd "$STARS_ROOT/libs/engine/model/native" && sha256sum ./*.cc ./*.h; declare -f kernel_builds build_kernels)
  sha256_of /dev/stdin <<<"$list" | cut -c1-16
}

# kernel_builds: a line for each build of STARS's own kernels and its processors: x86 of the last ten years, and those with
# AVX-512, on which attention takes a tenth less time. A build refuses to load on a processor that it cannot run on, and the
# model works without it.
kernel_builds() {
  if [ "$(uname -m)" = x86_64 ]; then
    printf '%s\n' 'stars_kernels_avx512 -march=x86-64-v4 -mprefer-vector-width=512' 'stars_kernels -march=x86-64-v3'
  else
    echo stars_kernels
  fi
}

# build_kernels PACKAGE_FOLDER OUT_FOLDER: compiles STARS's own kernels (libs/engine/model/native) against the library in deps/.
build_kernels() {
  local prefix library=$1/deps/lib name flags
  prefix=$(dirname "$(dirname "$(readlink -f "$(command -v node)")")")
  rm -rf "$2.part"
  mkdir -p "$2.part"
  while read -r name flags; do
    # shellcheck disable=SC2086 # flags are words
    g++ -std=c++17 -O3 $flags -fPIC -shared -fvisibility=hidden -fopenmp-simd -fno-math-errno -fno-trapping-math \
      -ffp-contract=fast -Wall -Wextra -Werror -I"$1/deps/include" -I"$prefix/include/node" \
      "$STARS_ROOT"/libs/engine/model/native/*.cc -o "$2.part/$name.node" \
      -L"$library" -l:libtensorflow_cc.so.2 -l:libtensorflow_framework.so.2 -lpthread || return
  done < <(kernel_builds)
  rm -rf "$2"
  mv "$2.part" "$2"
}

# ensure_kernels PACKAGE_FOLDER: puts the compiled kernels next to the addon. A failure only costs speed, and a line says so.
ensure_kernels() {
  local digest stamp=$1/lib/.stars-kernels kernels
  digest=$(kernels_digest)
  if [ -f "$stamp" ] && [ "$(cat "$stamp")" = "$digest" ]; then return; fi
  kernels=$STARS_CACHE/tfjs/kernels-$digest-$TENSORFLOW_VERSION-$(uname -m)
  rm -f "$1"/lib/napi-v8/stars_kernels*.node
  if [ ! -d "$kernels" ]; then
    printf '· Kernels of the model …\n' >&2
    if build_kernels "$1" "$kernels" >"$STARS_ROOT/.tools/logs/kernels.log" 2>&1; then
      printf '✓ Kernels of the model\n' >&2
    else
      printf "  the model's own kernels do not compile (see .tools/logs/kernels.log): training is slower without them\n" >&2
      printf '%s' "$digest" >"$stamp"
      return
    fi
  fi
  cp "$kernels"/stars_kernels*.node "$1/lib/napi-v8/"
  printf '%s' "$digest" >"$stamp"
}

# put_tensorflow PACKAGE WHEEL_PACKAGE SHA256 MEGABYTES: puts the wheel's library and an addon for it into an npm package, once.
put_tensorflow() {
  local package=$STARS_ROOT/node_modules/@tensorflow/$1 machine cache addon
  local stamp=$package/lib/.stars-tensorflow
  if [ ! -d "$package" ]; then
    fail STARS_SETUP_TENSORFLOW 4 "npm left @tensorflow/$1 out; see $STARS_ROOT/.tools/logs"
  fi
  if [ -f "$stamp" ] && [ "$(cat "$stamp")" = "$TENSORFLOW_VERSION" ]; then return; fi
  machine=$(uname -m)
  cache=$STARS_CACHE/tfjs/$2-$TENSORFLOW_VERSION-$machine
  addon=$STARS_CACHE/tfjs/addon${1#tfjs-node}-4.22.0-$TENSORFLOW_VERSION-$machine/tfjs_binding.node
  mkdir -p "$STARS_CACHE/tfjs"
  exec 8>"$STARS_CACHE/tfjs/.lock"
  flock 8
  if [ ! -d "$cache" ]; then
    need python3 STARS_SETUP_PYTHON_MISSING 'install Python 3 with pip'
    python3 -m pip --version >/dev/null 2>&1 || fail STARS_SETUP_PIP_MISSING 4 'pip is missing: install Python 3 with pip'
    step STARS_SETUP_TENSORFLOW "TensorFlow $TENSORFLOW_VERSION ($4 MB)" \
      cache_tensorflow "$2" "manylinux2014_$machine" "$3" "$cache"
  fi
  link_tensorflow "$cache" "$package"
  if [ ! -f "$addon" ]; then
    need g++ STARS_SETUP_COMPILER_MISSING 'install build-essential'
    need make STARS_SETUP_COMPILER_MISSING 'install build-essential'
    need python3 STARS_SETUP_PYTHON_MISSING 'install Python 3 with pip'
    step STARS_SETUP_TENSORFLOW "TensorFlow addon of $1" build_tensorflow_addon "$package" "$addon"
  fi
  exec 8>&-
  mkdir -p "$package/lib/napi-v8"
  cp "$addon" "$package/lib/napi-v8/tfjs_binding.node"
  printf '%s' "$TENSORFLOW_VERSION" >"$stamp"
}

# ensure_gpu: TensorFlow for GPUs, beside that for the CPU. It needs CUDA and cuDNN only when it runs.
ensure_gpu() {
  if [ "$(uname -s)-$(uname -m)" != Linux-x86_64 ]; then
    fail STARS_SETUP_UNSUPPORTED_PLATFORM 4 'TensorFlow for GPUs is set up on Linux x86-64 only'
  fi
  put_tensorflow tfjs-node-gpu tensorflow bb0edd69103c154245c5f209f0507355cc68ba7e4de350084bc31edc562478e4 475
}

# On a machine with an NVIDIA GPU, tries once for a set of packages. After a failure, a line says so, and nothing else changes.
try_gpu() {
  local stamp=$STARS_ROOT/node_modules/.stars-gpu
  if [ -f "$stamp" ] || ! command -v nvidia-smi >/dev/null 2>&1; then return; fi
  if (ensure_gpu); then
    echo gpu >"$stamp"
  else
    rm -rf "$STARS_ROOT/node_modules/@tensorflow/tfjs-node-gpu/lib/napi-v8"
    printf '  no TensorFlow for the GPU: going on with the CPU\n' >&2
    echo cpu >"$stamp"
  fi
}

ensure_tensorflow() {
  case "$(uname -s)-$(uname -m)" in
    Linux-x86_64)
      put_tensorflow tfjs-node tensorflow-cpu 54660c074d7241a503e81edfd9f5ef5af88f64051b72e2945f26318c790f2d26 200
      ;;
    Linux-aarch64)
      put_tensorflow tfjs-node tensorflow-cpu-aws d4c3a3a9363bf42999adedbbd514e3a133be2d62f61fee9cfa46aaefb087c09e 200
      ;;
    *) fail STARS_SETUP_UNSUPPORTED_PLATFORM 4 "native TensorFlow is set up on Linux x86-64 and arm64 only" ;;
  esac
  ensure_kernels "$STARS_ROOT/node_modules/@tensorflow/tfjs-node"
  try_gpu
}
