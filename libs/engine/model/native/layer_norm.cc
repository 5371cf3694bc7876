// Layer normalisation of rows, forward and backward, each in one pass over the rows.
#include <algorithm>
#include <vector>

#include "kernel.h"
#include "parallel.h"
#include "rows.h"

namespace stars {
namespace {

/** Rows of `x` [B·Q, d], each sequence led by its row of `lead` [B, d] where there is one: [B·(Q + 1), d]. */
struct Rows {
  int64_t sequences, each, width;
  bool led;

  Rows(const Call& call, int x, int lead)
      : sequences(call.dimension(lead, 0)), width(call.dimension(x, 1)), led(call.size(lead) > 0) {
    each = led ? call.dimension(x, 0) / sequences : call.dimension(x, 0);
    if (!led) sequences = 1;
  }
  int64_t count() const { return sequences * (each + (led ? 1 : 0)); }
  /** The source of row r: a row of lead, or the index of a row of x in `at`. */
  bool isLead(int64_t r, int64_t* at) const {
    if (!led) {
      *at = r;
      return false;
    }
    const int64_t sequence = r / (each + 1), place = r % (each + 1);
    *at = place == 0 ? sequence : sequence * each + place - 1;
    return place == 0;
  }
};

void layerNorm(Call& call) {
  enum { kX, kLead, kGain, kBias };
  const Rows rows(call, kX, kLead);
  const int64_t d = rows.width;
  if (!call.require(call.size(kGain) == d && call.size(kBias) == d, "gain and bias are as wide as the rows")) return;
  const float *x = call.floats(kX), *lead = call.floats(kLead), *gain = call.floats(kGain), *bias = call.floats(kBias);
  float* y = call.output(0, {rows.count(), d});
  float* stats = call.output(1, {rows.count(), 2});
  parallelParts(rows.count(), partsOf(rows.count(), 64), [&](int, int64_t from, int64_t to) {
    for (int64_t r = from; r < to; r++) {
      int64_t at;
      const bool isLead = rows.isLead(r, &at);
      const float* in = (isLead ? lead : x) + at * d;
      const RowStats row = layerNormRow(in, d, gain, bias, y + r * d);
      stats[2 * r] = row.mean;
      stats[2 * r + 1] = row.inverse;
    }
  });
}

/** What one row adds to the gradients of gain and bias, and the two sums that its own gradient takes. */
struct RowSums {
  float slope = 0, product = 0;

  RowSums(int64_t d, const float* x, const float* dy, const float* gain, float mean, float inverse, float* __restrict gainSum,
          float* __restrict biasSum) {
    float slopes = 0, products = 0;
#pragma omp simd reduction(+ : slopes, products)
    for (int64_t i = 0; i < d; i++) {
      const float normal = (x[i] - mean) * inverse, dn = dy[i] * gain[i];
      slopes += dn;
      products += dn * normal;
      gainSum[i] += dy[i] * normal;
      biasSum[i] += dy[i];
    }
    slope = slopes / d;
    product = products / d;
  }
};

/** Also adds `residual`, the gradient that reached x by the way around the layer, where there is one. */
void layerNormGradient(Call& call) {
  enum { kDy, kX, kLead, kStats, kGain, kResidual };
  const Rows rows(call, kX, kLead);
  const int64_t d = rows.width;
  if (!call.require(call.dimension(kDy, 0) == rows.count() && call.dimension(kDy, 1) == d, "dy has the rows of y")) return;
  const float *dy = call.floats(kDy), *x = call.floats(kX), *lead = call.floats(kLead), *stats = call.floats(kStats);
  const float* gain = call.floats(kGain);
  const float* residual = call.size(kResidual) > 0 ? call.floats(kResidual) : nullptr;
  float* dx = call.outputLike(0, kX);
  float* dLead = call.outputLike(1, kLead);
  float* dGain = call.output(2, {d});
  float* dBias = call.output(3, {d});
  const int parts = partsOf(rows.count(), 64);
  std::vector<float> sums(2 * d * parts, 0.0f);
  parallelParts(rows.count(), parts, [&](int part, int64_t from, int64_t to) {
    float* gainSum = sums.data() + 2 * d * part;
    float* biasSum = gainSum + d;
    for (int64_t r = from; r < to; r++) {
      int64_t at;
      const bool isLead = rows.isLead(r, &at);
      const float* in = (isLead ? lead : x) + at * d;
      const float* g = dy + r * d;
      const float mean = stats[2 * r], inverse = stats[2 * r + 1];
      const RowSums row(d, in, g, gain, mean, inverse, gainSum, biasSum);
      float* out = (isLead ? dLead : dx) + at * d;
      const float* around = residual && !isLead ? residual + at * d : nullptr;
      for (int64_t i = 0; i < d; i++) {
        const float normal = (in[i] - mean) * inverse;
        out[i] = inverse * (g[i] * gain[i] - row.slope - normal * row.product) + (around ? around[i] : 0.0f);
      }
    }
  });
  std::fill(dGain, dGain + d, 0.0f);
  std::fill(dBias, dBias + d, 0.0f);
  for (int part = 0; part < parts; part++) {
    const float* partial = sums.data() + 2 * d * part;
    for (int64_t i = 0; i < d; i++) {
      dGain[i] += partial[i];
      dBias[i] += partial[d + i];
    }
  }
}

}  // namespace

void registerLayerNorm() {
  registerKernel<layerNorm>("StarsLayerNorm", {"x: float", "lead: float", "gain: float", "bias: float"},
                            {"y: float", "stats: float"});
  registerKernel<layerNormGradient>(
      "StarsLayerNormGradient",
      {"dy: float", "x: float", "lead: float", "stats: float", "gain: float", "residual: float"},
      {"dx: float", "dlead: float", "dgain: float", "dbias: float"});
}

}  // namespace stars
