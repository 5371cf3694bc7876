// Multi-head attention, backward. See attention.cc.
#include <vector>

#include "attention_head.h"
#include "attention_inputs.h"
#include "attention_scores.h"
#include "parallel.h"

namespace stars {
namespace {

/** Scratch of one worker, and what it adds up over its heads. */
struct Worker {
  int64_t dp, kp, rowsOfKeys;
  Scratch keys, keysT, values, valuesT, queries, upstream, weights, slopes, dQueries, dKeys, dValues;

  explicit Worker(const AttentionInputs& in)
      : dp(in.headPadded()),
        kp(in.keysPadded()),
        rowsOfKeys(padded(in.keys, kRowTile)),
        keys(kp * dp),
        keysT(dp * kp),
        values(kp * dp),
        valuesT(dp * kp),
        queries(kQueryBlock * dp),
        upstream(kQueryBlock * dp),
        weights(kQueryBlock * kp),
        slopes(kQueryBlock * kp),
        dQueries(kQueryBlock * dp),
        dKeys(rowsOfKeys * dp),
        dValues(rowsOfKeys * dp) {}
};

/** Σ_i a_i·b_i */
float dot(const float* a, const float* b, int64_t size) {
  float sum = 0;
#pragma omp simd reduction(+ : sum)
  for (int64_t i = 0; i < size; i++) sum += a[i] * b[i];
  return sum;
}

/**
 * Slope of the scores of one row: with weights p and slope dp of what they multiply, p·(dp − Σ p·dp), the sum being
 * `total` = output · dy. Leaves the weights after dropout in `weights` for the values' gradient.
 */
void slopeRow(const AttentionInputs& in, int64_t b, int64_t h, int64_t query, int64_t end, float total, float* weights,
              float* slopes) {
  if (in.mask.drops()) {
    const uint32_t place = in.place(b, h, query);
#pragma omp simd
    for (int64_t k = 0; k < end; k++) {
      const float keep = in.mask(place + static_cast<uint32_t>(k));
      slopes[k] = weights[k] * (slopes[k] * keep - total);
      weights[k] *= keep;
    }
  } else {
#pragma omp simd
    for (int64_t k = 0; k < end; k++) slopes[k] = weights[k] * (slopes[k] - total);
  }
}

/** Adds the row's share of the gradient of c₁ and c₂. */
void addTimeGradient(const AttentionInputs& in, int64_t b, int64_t query, int64_t end, const float* slopes, float* sums) {
  const float* gap = in.gap + (b * in.queries + query) * in.keys;
  float linear = 0, square = 0;
#pragma omp simd reduction(+ : linear, square)
  for (int64_t k = 0; k < end; k++) {
    linear += slopes[k] * gap[k];
    square += slopes[k] * gap[k] * gap[k];
  }
  sums[0] += linear;
  sums[1] += square;
}

/** Writes rows of a gradient [rows, headPadded] to their place in dqkv and adds them to the bias's. */
void unpackRows(const AttentionInputs& in, int64_t b, int64_t h, int64_t part, int64_t from, int64_t rows, float scale,
                const float* source, float* dqkv, float* dBias) {
  float* sums = dBias + part * in.width + h * in.headWidth;
  for (int64_t r = 0; r < rows; r++) {
    float* target = dqkv + (b * in.keys + from + r) * 3 * in.width + part * in.width + h * in.headWidth;
    const float* values = source + r * in.headPadded();
    for (int64_t i = 0; i < in.headWidth; i++) {
      target[i] = values[i] * scale;
      sums[i] += target[i];
    }
  }
}

/** All of one head: dqkv's columns of it, and sums for the bias and for c₁ and c₂. */
void headGradient(const AttentionInputs& in, int64_t b, int64_t h, const float* mixed, const float* logs,
                  const float* dMixed, Worker& w, float* dqkv, float* dBias, float* dTime) {
  const int64_t dp = w.dp, kp = w.kp, head = in.headWidth;
  packRows(in, b, h, 1, 0, in.keys, 1, w.keys.data());
  packRows(in, b, h, 2, 0, in.keys, 1, w.values.data());
  transpose(w.keys.data(), in.keys, head, dp, w.keysT.data(), kp);
  transpose(w.values.data(), in.keys, head, dp, w.valuesT.data(), kp);
  w.dKeys.clear();
  w.dValues.clear();
  for (int64_t q = 0; q < in.queries; q += kQueryBlock) {
    const int64_t rows = std::min(kQueryBlock, in.queries - q), rowsPadded = padded(rows, kRowTile);
    const int64_t end = blockEnd(in, b, q, rows), columns = padded(end, kColumnTile), keyRows = padded(end, kRowTile);
    packRows(in, b, h, 0, q + 1, rows, in.scale, w.queries.data());
    for (int64_t r = 0; r < rows; r++) {
      std::copy_n(dMixed + (b * in.queries + q + r) * in.width + h * head, head, w.upstream.data() + r * dp);
    }
    product<false>(rowsPadded, columns, head, w.queries.data(), dp, 1, w.keysT.data(), kp, w.weights.data(), kp);
    product<false>(rowsPadded, columns, head, w.upstream.data(), dp, 1, w.valuesT.data(), kp, w.slopes.data(), kp);
    for (int64_t r = 0; r < rows; r++) {
      float *weights = w.weights.data() + r * kp, *slopes = w.slopes.data() + r * kp;
      const float* output = mixed + (b * in.queries + q + r) * in.width + h * head;
      weightsAgain(in, b, h, q + r, columns, logs[(b * in.heads + h) * in.queries + q + r], weights);
      slopeRow(in, b, h, q + r, columns, dot(output, w.upstream.data() + r * dp, head), weights, slopes);
      if (in.gap) addTimeGradient(in, b, q + r, end, slopes, dTime + 2 * h);
      // Rows of keys may end later than the columns do, where an earlier block has left its own.
      for (int64_t k = columns; k < keyRows; k++) weights[k] = slopes[k] = 0;
    }
    product<false>(rowsPadded, dp, end, w.slopes.data(), kp, 1, w.keys.data(), dp, w.dQueries.data(), dp);
    product<true>(keyRows, dp, rows, w.slopes.data(), 1, kp, w.queries.data(), dp, w.dKeys.data(), dp);
    product<true>(keyRows, dp, rows, w.weights.data(), 1, kp, w.upstream.data(), dp, w.dValues.data(), dp);
    unpackRows(in, b, h, 0, q + 1, rows, in.scale, w.dQueries.data(), dqkv, dBias);
  }
  // [USER]'s own query is never asked.
  float* unasked = dqkv + b * in.keys * 3 * in.width + h * head;
  std::fill(unasked, unasked + head, 0.0f);
  // Queries were packed with the scale: so is the keys' gradient.
  unpackRows(in, b, h, 1, 0, in.keys, 1, w.dKeys.data(), dqkv, dBias);
  unpackRows(in, b, h, 2, 0, in.keys, 1, w.dValues.data(), dqkv, dBias);
}

}  // namespace

void attentionGradient(Call& call) {
  enum { kMixed = 7, kLogs, kUpstream };
  const AttentionInputs in = readAttentionInputs(call);
  const float *mixed = call.floats(kMixed), *logs = call.floats(kLogs), *dMixed = call.floats(kUpstream);
  if (!call.require(call.size(kUpstream) == in.sequences * in.queries * in.width, "dmixed has the shape of mixed")) return;
  float* dqkv = call.outputLike(0, 0);
  float* dBias = call.output(1, {3 * in.width});
  float* dTime = call.output(2, {2, in.heads});
  const int64_t work = in.sequences * in.heads;
  const int parts = partsOf(work, 1);
  const int64_t sumSize = 3 * in.width + 2 * in.heads;
  std::vector<float> sums(parts * sumSize, 0.0f);
  parallelParts(work, parts, [&](int part, int64_t from, int64_t to) {
    Worker worker(in);
    float* own = sums.data() + part * sumSize;
    for (int64_t unit = from; unit < to; unit++) {
      headGradient(in, unit / in.heads, unit % in.heads, mixed, logs, dMixed, worker, dqkv, own, own + 3 * in.width);
    }
  });
  std::fill(dBias, dBias + 3 * in.width, 0.0f);
  std::fill(dTime, dTime + 2 * in.heads, 0.0f);
  for (int part = 0; part < parts; part++) {
    const float* own = sums.data() + part * sumSize;
    for (int64_t i = 0; i < 3 * in.width; i++) dBias[i] += own[i];
    for (int64_t h = 0; h < in.heads; h++) {
      dTime[h] += own[3 * in.width + 2 * h];
      dTime[in.heads + h] += own[3 * in.width + 2 * h + 1];
    }
  }
}

}  // namespace stars
