// The inputs of the ops of attention, from TensorFlow.
#pragma once

#include <cmath>
#include <stdexcept>

#include "attention_head.h"
#include "kernel.h"

namespace stars {

/** The first inputs of both kernels: qkv, bias, time, gap, prefix, control = [B, heads, sees [USER], seed], rate. */
inline AttentionInputs readAttentionInputs(Call& call) {
  enum { kQkv, kBias, kTime, kGap, kPrefix, kControl, kRate };
  const int32_t* control = call.ints(kControl);
  const int64_t sequences = control[0], heads = control[1], width = call.dimension(kQkv, 1) / 3;
  const int64_t keys = call.dimension(kQkv, 0) / sequences, queries = keys - 1;
  if (sequences * keys != call.dimension(kQkv, 0) || width % heads != 0 || call.size(kBias) != 3 * width ||
      call.size(kPrefix) != sequences * queries || call.size(kTime) != 2 * heads ||
      (call.size(kGap) != 0 && call.size(kGap) != sequences * queries * keys)) {
    throw std::invalid_argument("qkv, bias, time, gap and prefix are of one shape");
  }
  const bool timed = call.size(kGap) > 0;
  return AttentionInputs{sequences,
                         queries,
                         keys,
                         heads,
                         width,
                         width / heads,
                         3 * width,
                         call.floats(kQkv),
                         call.floats(kBias),
                         call.ints(kPrefix),
                         timed ? call.floats(kGap) : nullptr,
                         timed ? call.floats(kTime) : nullptr,
                         control[2] != 0,
                         RandomMask(control[3], call.floats(kRate)[0]),
                         1 / std::sqrt(static_cast<float>(width / heads))};
}

}  // namespace stars
