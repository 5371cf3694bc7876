// Node loads this as an addon; all it does is to tell the TensorFlow in the same process of its kernels.
#include <node_api.h>

#include <exception>
#include <mutex>

#include "kernel.h"

namespace {

/** Whether the processor has what this build was compiled for. */
bool processorSuffices() {
#if defined(__AVX512F__)
  return __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512bw") && __builtin_cpu_supports("avx512cd") &&
         __builtin_cpu_supports("avx512dq") && __builtin_cpu_supports("avx512vl");
#elif defined(__x86_64__)
  return __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma");
#else
  return true;
#endif
}

napi_value initialise(napi_env env, napi_value exports) {
  if (!processorSuffices()) {
    napi_throw_error(env, nullptr, "this processor lacks the vectors that this build is for");
    return exports;
  }
  // TensorFlow has one registry for all threads that load this.
  static std::once_flag registered;
  try {
    std::call_once(registered, [] {
      stars::registerLayerNorm();
      stars::registerAttention();
      stars::registerDense();
      stars::registerItemContent();
      stars::registerRowDots();
      stars::registerSoftmaxCrossEntropy();
      stars::registerAdamW();
      stars::registerTimeGap();
    });
  } catch (const std::exception& error) {
    napi_throw_error(env, nullptr, error.what());
  }
  return exports;
}

}  // namespace

NAPI_MODULE(stars_kernels, initialise)
