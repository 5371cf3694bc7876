#include <immintrin.h>

#include "scan.h"

namespace stars {
namespace {

/** Summed in the order of `innerProduct` in `src/exact-scan.ts`. */
AVX512 inline double innerProduct(const float* query, const float* row, size_t stride) {
  __m256d sums = _mm256_setzero_pd();
  for (size_t i = 0; i < stride; i += 4) {
    const __m256d four = _mm256_cvtps_pd(_mm_loadu_ps(query + i));
    sums = _mm256_add_pd(sums, _mm256_mul_pd(four, _mm256_cvtps_pd(_mm_loadu_ps(row + i))));
  }
  double sum[4];
  _mm256_storeu_pd(sum, sums);
  return sum[0] + sum[1] + (sum[2] + sum[3]);
}

}  // namespace

AVX512 void score(const float* matrix, size_t stride, const float* query, const int32_t* slots, size_t count,
                  double* scores) {
  // All at once: a row comes from memory in a tenth of a microsecond, and none has to wait for another.
  for (size_t i = 0; i < count; i++) {
    const float* const row = matrix + slots[i] * stride;
    for (size_t at = 0; at < stride; at += 16) __builtin_prefetch(row + at);
  }
  for (size_t i = 0; i < count; i++) scores[i] = innerProduct(query, matrix + slots[i] * stride, stride);
}

}  // namespace stars
