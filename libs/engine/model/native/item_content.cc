// [e + δ ; a] of the items of a step, written once: at the paper's width each array here is a hundred megabytes.
#include <algorithm>

#include "kernel.h"
#include "parallel.h"
#include "rows.h"

namespace stars {
namespace {

/** embedding [P, E], delta [I, E], rows [P] (below 0: no δ), attributes [P, A]: [P, E + A]. */
void itemContent(Call& call) {
  enum { kEmbedding, kDelta, kRows, kAttributes };
  const int64_t items = call.dimension(kEmbedding, 0), width = call.dimension(kEmbedding, 1);
  const int64_t known = call.dimension(kDelta, 0), extra = call.dimension(kAttributes, 1);
  const bool fits = call.size(kRows) == items && call.dimension(kDelta, 1) == width && call.dimension(kAttributes, 0) == items;
  if (!call.require(fits, "an embedding, a row of delta and attributes for each item")) return;
  const float *embedding = call.floats(kEmbedding), *delta = call.floats(kDelta), *attributes = call.floats(kAttributes);
  const int32_t* rows = call.ints(kRows);
  float* content = call.output(0, {items, width + extra});
  parallelParts(items, partsOf(items, 64), [&](int, int64_t from, int64_t to) {
    for (int64_t item = from; item < to; item++) {
      const float* own = rows[item] >= 0 && rows[item] < known ? delta + rows[item] * width : nullptr;
      contentRow(embedding + item * width, own, width, attributes + item * extra, extra, content + item * (width + extra));
    }
  });
}

/** Gradients of delta and of the attributes. One thread: two items may be the same row of δ. */
void itemContentGradient(Call& call) {
  enum { kDy, kDelta, kRows, kAttributes };
  const int64_t items = call.dimension(kDy, 0), width = call.dimension(kDelta, 1);
  const int64_t known = call.dimension(kDelta, 0), extra = call.dimension(kAttributes, 1);
  if (!call.require(call.dimension(kDy, 1) == width + extra && call.size(kRows) == items, "dy has the shape of content")) return;
  const float* dy = call.floats(kDy);
  const int32_t* rows = call.ints(kRows);
  float* dDelta = call.outputLike(0, kDelta);
  float* dAttributes = call.outputLike(1, kAttributes);
  std::fill(dDelta, dDelta + known * width, 0.0f);
  for (int64_t item = 0; item < items; item++) {
    const float* g = dy + item * (width + extra);
    std::copy_n(g + width, extra, dAttributes + item * extra);
    if (rows[item] < 0 || rows[item] >= known) continue;
    float* sum = dDelta + rows[item] * width;
    for (int64_t i = 0; i < width; i++) sum[i] += g[i];
  }
}

}  // namespace

void registerItemContent() {
  registerKernel<itemContent>("StarsItemContent",
                              {"embedding: float", "delta: float", "rows: int32", "attributes: float"},
                              {"content: float"});
  registerKernel<itemContentGradient>("StarsItemContentGradient",
                                      {"dy: float", "delta: float", "rows: int32", "attributes: float"},
                                      {"ddelta: float", "dattributes: float"});
}

}  // namespace stars
