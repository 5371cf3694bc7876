// How far apart in time the tokens of a sequence are, on the scale on which attention takes it.
#include <algorithm>
#include <cmath>

#include "kernel.h"
#include "logarithm.h"
#include "parallel.h"

namespace stars {
namespace {

/** ln(1 + a year in hours): the scale that makes a year's gap 1. */
const float kYear = std::log(1.0f + 24 * 365);

/** hours [B, Q], prefix [B, Q] as attention takes it: gap [B, Q, Q + 1], 0 of keys that a query does not see and of the leading one. */
void timeGap(Call& call) {
  enum { kHours, kPrefix };
  const int64_t sequences = call.dimension(kHours, 0), queries = call.dimension(kHours, 1), keys = queries + 1;
  if (!call.require(call.size(kPrefix) == sequences * queries, "prefix has the shape of hours")) return;
  const float* hours = call.floats(kHours);
  const int32_t* prefix = call.ints(kPrefix);
  float* gap = call.output(0, {sequences, queries, keys});
  parallelParts(sequences, partsOf(sequences, 1), [&](int, int64_t from, int64_t to) {
    for (int64_t row = from * queries; row < to * queries; row++) {
      const float* all = hours + row / queries * queries;
      const float own = hours[row];
      // A copy also sees itself, which is no distance.
      const int64_t seen = prefix[row] < 0 ? -1 - prefix[row] : prefix[row];
      float* out = gap + row * keys;
      out[0] = 0;
#pragma omp simd
      for (int64_t k = 0; k < seen; k++) out[1 + k] = fastLog(1 + std::fabs(all[k] - own)) / kYear;
      std::fill(out + 1 + seen, out + keys, 0.0f);
    }
  });
}

}  // namespace

void registerTimeGap() {
  registerKernel<timeGap>("StarsTimeGap", {"hours: float", "prefix: int32"}, {"gap: float"});
}

}  // namespace stars
