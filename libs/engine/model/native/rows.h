// The arithmetic of single rows: what the ops of TensorFlow and the encoder (libs/engine/inference/native/encoder) share.
#pragma once

#include <algorithm>
#include <cmath>
#include <cstdint>

#include "logarithm.h"

namespace stars {

/** What a row was normalised by. */
struct RowStats {
  float mean, inverse;
};

/** out = (in − mean) / deviation · gain + bias, [d] */
inline RowStats layerNormRow(const float* in, int64_t d, const float* gain, const float* bias, float* out) {
  constexpr float kEpsilon = 1e-5f;
  float sum = 0;
#pragma omp simd reduction(+ : sum)
  for (int64_t i = 0; i < d; i++) sum += in[i];
  const float mean = sum / d;
  float squares = 0;
#pragma omp simd reduction(+ : squares)
  for (int64_t i = 0; i < d; i++) squares += (in[i] - mean) * (in[i] - mean);
  const float inverse = 1 / std::sqrt(squares / d + kEpsilon);
  for (int64_t i = 0; i < d; i++) out[i] = (in[i] - mean) * inverse * gain[i] + bias[i];
  return {mean, inverse};
}

/** out = max(in + bias, 0) */
inline void biasReluRow(const float* in, const float* bias, int64_t width, float* out) {
#pragma omp simd
  for (int64_t i = 0; i < width; i++) out[i] = std::max(in[i] + bias[i], 0.0f);
}

/** out = around + (in + bias) */
inline void biasAddRow(const float* in, const float* bias, const float* around, int64_t width, float* out) {
#pragma omp simd
  for (int64_t i = 0; i < width; i++) out[i] = around[i] + (in[i] + bias[i]);
}

/** [e + δ ; a]; δ is null for an item that has none. */
inline void contentRow(const float* e, const float* delta, int64_t width, const float* attributes, int64_t extra, float* out) {
  if (delta) {
    for (int64_t i = 0; i < width; i++) out[i] = e[i] + delta[i];
  } else {
    std::copy_n(e, width, out);
  }
  std::copy_n(attributes, extra, out + width);
}

/** ln(1 + a year in hours): the scale that makes a year's gap 1. */
const float kYear = std::log(1.0f + 24 * 365);

/**
 * How far a query is in time from each key, as attention takes it: [queries + 1], 0 for the leading one and for all that it does not see.
 * @param hours [queries] @param prefix what the query sees, see AttentionInputs
 */
inline void timeGapRow(const float* hours, int64_t queries, float own, int32_t prefix, float* out) {
  // A copy also sees itself, which is no distance.
  const int64_t seen = prefix < 0 ? -1 - prefix : prefix;
  out[0] = 0;
#pragma omp simd
  for (int64_t k = 0; k < seen; k++) out[1 + k] = fastLog(1 + std::fabs(hours[k] - own)) / kYear;
  std::fill(out + 1 + seen, out + queries + 1, 0.0f);
}

}  // namespace stars
