// Cross entropy of rows of logits against weights that sum to 1 a row, with its slope, in two passes over the row.
#include <algorithm>
#include <cmath>

#include "exponential.h"
#include "kernel.h"
#include "parallel.h"

namespace stars {
namespace {

void softmaxCrossEntropy(Call& call) {
  enum { kLogits, kLabels };
  const int64_t rows = call.dimension(kLogits, 0), width = call.dimension(kLogits, 1);
  if (!call.require(call.size(kLabels) == rows * width, "labels have the shape of the logits")) return;
  const float *logits = call.floats(kLogits), *labels = call.floats(kLabels);
  float* loss = call.output(0, {rows});
  float* slope = call.outputLike(1, kLogits);
  parallelParts(rows, partsOf(rows, 64), [&](int, int64_t from, int64_t to) {
    for (int64_t r = from; r < to; r++) {
      const float *z = logits + r * width, *w = labels + r * width;
      float* out = slope + r * width;
      float top = z[0];
#pragma omp simd reduction(max : top)
      for (int64_t i = 1; i < width; i++) top = std::max(top, z[i]);
      float sum = 0, dot = 0, weight = 0;
#pragma omp simd reduction(+ : sum)
      for (int64_t i = 0; i < width; i++) {
        const float value = fastExp(z[i] - top);
        out[i] = value;
        sum += value;
      }
#pragma omp simd reduction(+ : dot, weight)
      for (int64_t i = 0; i < width; i++) {
        dot += w[i] * (z[i] - top);
        weight += w[i];
      }
      const float scale = 1 / sum;
#pragma omp simd
      for (int64_t i = 0; i < width; i++) out[i] = out[i] * scale - w[i];
      // A logit that is no number must not pass for one: the row's sum carries it on.
      loss[r] = weight * std::log(sum) - dot;
    }
  });
}

}  // namespace

void registerSoftmaxCrossEntropy() {
  registerKernel<softmaxCrossEntropy>("StarsSoftmaxCrossEntropy", {"logits: float", "labels: float"},
                                      {"loss: float", "slope: float"});
}

}  // namespace stars
