// AdamW of a whole group of parameters in one pass: gradient norm, clipping, moments, decay, step.
#include <algorithm>
#include <cmath>
#include <vector>

#include "kernel.h"
#include "parallel.h"

namespace stars {
namespace {

constexpr int64_t kLeast = 1 << 14, kBlock = 4096;

/** Σ x² of a few thousand numbers. A function of its own: within the lambda below the compiler adds one number at a time. */
float squaresOf(const float* values, int64_t size) {
  float sum = 0;
#pragma omp simd reduction(+ : sum)
  for (int64_t i = 0; i < size; i++) sum += values[i] * values[i];
  return sum;
}

double squareSum(const float* values, int64_t size) {
  const int parts = partsOf(size, kLeast);
  std::vector<double> sums(parts, 0.0);
  parallelParts(size, parts, [&](int part, int64_t from, int64_t to) {
    double total = 0;
    for (int64_t block = from; block < to; block += kBlock) {
      total += squaresOf(values + block, std::min(kBlock, to - block));
    }
    sums[part] = total;
  });
  double total = 0;
  for (double sum : sums) total += sum;
  return total;
}

/**
 * Inputs: rates [7] (see below), moments [n] each, flat over the group, decays [N], N parameters, N gradients. Output: the
 * gradients' norm. Moments and parameters change in place: what is written to new memory costs a third more, most of it
 * pages that the system has to find.
 */
void adamW(Call& call) {
  enum { kRates, kFirst, kSecond, kDecays, kParameters };
  const int count = (call.inputs() - kParameters) / 2;
  const float* rates = call.floats(kRates);
  const float beta1 = rates[0], beta2 = rates[1], epsilon = rates[2], clipNorm = rates[3];
  // Learning rate over the first moment's correction; root of the second's; learning rate times decay.
  const float step = rates[4], root = rates[5], shrink = rates[6];
  int64_t total = 0;
  double squares = 0;
  for (int p = 0; p < count; p++) {
    const int64_t size = call.size(kParameters + p);
    if (!call.require(call.size(kParameters + count + p) == size, "a gradient has the size of its parameter")) return;
    squares += squareSum(call.floats(kParameters + count + p), size);
    total += size;
  }
  if (!call.require(call.size(kFirst) == total && call.size(kSecond) == total, "moments have the size of the group")) return;
  const float norm = static_cast<float>(std::sqrt(squares));
  call.output(0, {})[0] = norm;
  const float clip = std::min(1.0f, clipNorm / (norm + 1e-12f));
  float *first = call.inPlace(kFirst), *second = call.inPlace(kSecond);
  int64_t at = 0;
  for (int p = 0; p < count; p++) {
    const int64_t size = call.size(kParameters + p);
    const float* gradient = call.floats(kParameters + count + p);
    const float decay = call.ints(kDecays)[p] ? shrink : 0.0f;
    float *m = first + at, *v = second + at, *value = call.inPlace(kParameters + p);
    // By value: numbers behind a reference could change with each that is written, for all that a compiler knows.
    parallelParts(size, partsOf(size, kLeast), [=](int, int64_t from, int64_t to) {
#pragma omp simd
      for (int64_t i = from; i < to; i++) {
        const float g = gradient[i] * clip;
        m[i] = m[i] * beta1 + g * (1 - beta1);
        v[i] = v[i] * beta2 + g * g * (1 - beta2);
        value[i] -= step * m[i] / (std::sqrt(v[i]) * root + epsilon) + decay * value[i];
      }
    });
    at += size;
  }
}

}  // namespace

void registerAdamW() {
  registerKernel<adamW>("StarsAdamW",
                        {"rates: float", "first: float", "second: float", "decays: int32", "parameters: N * float",
                         "gradients: N * float"},
                        {"norm: float"}, {"N: int"});
}

}  // namespace stars
