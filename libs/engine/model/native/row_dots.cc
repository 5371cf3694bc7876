// Inner products of each row of a query matrix with rows of its own: the logits of hard negatives.
#include <algorithm>

#include "kernel.h"
#include "parallel.h"

namespace stars {
namespace {

constexpr int64_t kLeastRows = 64;

/** own [N, H, s], query [N, s]: [N, H]. */
void rowDots(Call& call) {
  enum { kOwn, kQuery };
  const int64_t rows = call.dimension(kOwn, 0), each = call.dimension(kOwn, 1), width = call.dimension(kOwn, 2);
  if (!call.require(call.size(kQuery) == rows * width, "a query for each row")) return;
  const float *own = call.floats(kOwn), *query = call.floats(kQuery);
  float* dots = call.output(0, {rows, each});
  parallelParts(rows, partsOf(rows, kLeastRows), [&](int, int64_t from, int64_t to) {
    for (int64_t r = from; r < to; r++) {
      const float* q = query + r * width;
      for (int64_t j = 0; j < each; j++) {
        const float* v = own + (r * each + j) * width;
        float sum = 0;
#pragma omp simd reduction(+ : sum)
        for (int64_t i = 0; i < width; i++) sum += q[i] * v[i];
        dots[r * each + j] = sum;
      }
    }
  });
}

void rowDotsGradient(Call& call) {
  enum { kSlope, kOwn, kQuery };
  const int64_t rows = call.dimension(kOwn, 0), each = call.dimension(kOwn, 1), width = call.dimension(kOwn, 2);
  if (!call.require(call.size(kQuery) == rows * width && call.size(kSlope) == rows * each, "shapes of the dots")) return;
  const float *slope = call.floats(kSlope), *own = call.floats(kOwn), *query = call.floats(kQuery);
  float* dOwn = call.outputLike(0, kOwn);
  float* dQuery = call.outputLike(1, kQuery);
  parallelParts(rows, partsOf(rows, kLeastRows), [&](int, int64_t from, int64_t to) {
    for (int64_t r = from; r < to; r++) {
      const float* q = query + r * width;
      float* dq = dQuery + r * width;
      std::fill(dq, dq + width, 0.0f);
      for (int64_t j = 0; j < each; j++) {
        const float* v = own + (r * each + j) * width;
        const float factor = slope[r * each + j];
        float* dv = dOwn + (r * each + j) * width;
#pragma omp simd
        for (int64_t i = 0; i < width; i++) {
          dv[i] = factor * q[i];
          dq[i] += factor * v[i];
        }
      }
    }
  });
}

}  // namespace

void registerRowDots() {
  registerKernel<rowDots>("StarsRowDots", {"own: float", "query: float"}, {"dots: float"});
  registerKernel<rowDotsGradient>("StarsRowDotsGradient", {"slope: float", "own: float", "query: float"},
                                  {"down: float", "dquery: float"});
}

}  // namespace stars
