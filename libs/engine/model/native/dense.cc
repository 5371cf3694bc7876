// What stands around the matrix products of a layer: bias, ReLU, dropout and the residual sum, each in one pass.
#include <algorithm>
#include <vector>

#include "kernel.h"
#include "parallel.h"
#include "random_mask.h"
#include "rows.h"

namespace stars {
namespace {

constexpr int64_t kLeastRows = 64;

/** Calls row(r, sums) for all rows and adds up the sums [width] of all parts into `total`. */
template <typename Row>
void rowsWithColumnSums(int64_t rows, int64_t width, float* total, const Row& row) {
  const int parts = partsOf(rows, kLeastRows);
  std::vector<float> sums(width * parts, 0.0f);
  parallelParts(rows, parts, [&](int part, int64_t from, int64_t to) {
    for (int64_t r = from; r < to; r++) row(r, sums.data() + width * part);
  });
  std::fill(total, total + width, 0.0f);
  for (int part = 0; part < parts; part++) {
    for (int64_t i = 0; i < width; i++) total[i] += sums[width * part + i];
  }
}

/** max(x + bias, 0) */
void biasRelu(Call& call) {
  enum { kX, kBias };
  const int64_t rows = call.dimension(kX, 0), width = call.dimension(kX, 1);
  if (!call.require(call.size(kBias) == width, "the bias is as wide as the rows")) return;
  const float *x = call.floats(kX), *bias = call.floats(kBias);
  float* y = call.outputLike(0, kX);
  parallelParts(rows, partsOf(rows, kLeastRows), [&](int, int64_t from, int64_t to) {
    for (int64_t r = from; r < to; r++) biasReluRow(x + r * width, bias, width, y + r * width);
  });
}

void biasReluGradient(Call& call) {
  enum { kDy, kY };
  const int64_t rows = call.dimension(kDy, 0), width = call.dimension(kDy, 1);
  if (!call.require(call.size(kY) == rows * width, "dy has the shape of y")) return;
  const float *dy = call.floats(kDy), *y = call.floats(kY);
  float* dx = call.outputLike(0, kDy);
  float* dBias = call.output(1, {width});
  rowsWithColumnSums(rows, width, dBias, [&](int64_t r, float* sums) {
    const float *g = dy + r * width, *out = y + r * width;
    float* in = dx + r * width;
#pragma omp simd
    for (int64_t i = 0; i < width; i++) {
      const float value = out[i] > 0 ? g[i] : 0.0f;
      in[i] = value;
      sums[i] += value;
    }
  });
}

/** residual + dropout(x + bias) */
void biasDropoutAdd(Call& call) {
  enum { kX, kBias, kResidual, kSeed, kRate };
  const int64_t rows = call.dimension(kX, 0), width = call.dimension(kX, 1);
  if (!call.require(call.size(kBias) == width && call.size(kResidual) == rows * width, "bias and residual fit x")) return;
  const float *x = call.floats(kX), *bias = call.floats(kBias), *residual = call.floats(kResidual);
  const RandomMask mask(call.ints(kSeed)[0], call.floats(kRate)[0]);
  float* y = call.outputLike(0, kX);
  parallelParts(rows, partsOf(rows, kLeastRows), [&](int, int64_t from, int64_t to) {
    for (int64_t r = from; r < to; r++) {
      const float *in = x + r * width, *around = residual + r * width;
      float* out = y + r * width;
      if (mask.drops()) {
        const uint32_t first = static_cast<uint32_t>(r * width);
#pragma omp simd
        for (int64_t i = 0; i < width; i++) out[i] = around[i] + (in[i] + bias[i]) * mask(first + static_cast<uint32_t>(i));
      } else {
        biasAddRow(in, bias, around, width, out);
      }
    }
  });
}

/** Of x and the bias; that of the residual is dy itself. */
void biasDropoutAddGradient(Call& call) {
  enum { kDy, kSeed, kRate };
  const int64_t rows = call.dimension(kDy, 0), width = call.dimension(kDy, 1);
  const float* dy = call.floats(kDy);
  const RandomMask mask(call.ints(kSeed)[0], call.floats(kRate)[0]);
  float* dx = call.outputLike(0, kDy);
  float* dBias = call.output(1, {width});
  rowsWithColumnSums(rows, width, dBias, [&](int64_t r, float* sums) {
    const float* g = dy + r * width;
    float* in = dx + r * width;
    const uint32_t first = static_cast<uint32_t>(r * width);
#pragma omp simd
    for (int64_t i = 0; i < width; i++) {
      const float value = mask.drops() ? g[i] * mask(first + static_cast<uint32_t>(i)) : g[i];
      in[i] = value;
      sums[i] += value;
    }
  });
}

/** Inverted dropout; its gradient is the same function of dy. */
void dropout(Call& call) {
  enum { kX, kSeed, kRate };
  const float* x = call.floats(kX);
  const RandomMask mask(call.ints(kSeed)[0], call.floats(kRate)[0]);
  const int64_t size = call.size(kX);
  float* y = call.outputLike(0, kX);
  parallelParts(size, partsOf(size, 1 << 14), [&](int, int64_t from, int64_t to) {
#pragma omp simd
    for (int64_t i = from; i < to; i++) y[i] = x[i] * mask(static_cast<uint32_t>(i));
  });
}

}  // namespace

void registerDense() {
  registerKernel<biasRelu>("StarsBiasRelu", {"x: float", "bias: float"}, {"y: float"});
  registerKernel<biasReluGradient>("StarsBiasReluGradient", {"dy: float", "y: float"}, {"dx: float", "dbias: float"});
  registerKernel<biasDropoutAdd>("StarsBiasDropoutAdd",
                                 {"x: float", "bias: float", "residual: float", "seed: int32", "rate: float"},
                                 {"y: float"});
  registerKernel<biasDropoutAddGradient>("StarsBiasDropoutAddGradient", {"dy: float", "seed: int32", "rate: float"},
                                         {"dx: float", "dbias: float"});
  registerKernel<dropout>("StarsDropout", {"x: float", "seed: int32", "rate: float"}, {"y: float"});
}

}  // namespace stars
