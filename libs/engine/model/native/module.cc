// Node loads this as an addon; all it does is to tell the TensorFlow in the same process of its kernels.
#include <node_api.h>

#include <exception>
#include <mutex>

#include "kernel.h"
#include "processor.h"

namespace {

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
