// How far apart in time the tokens of a sequence are, on the scale on which attention takes it.
#include "kernel.h"
#include "parallel.h"
#include "rows.h"

namespace stars {
namespace {

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
      timeGapRow(hours + row / queries * queries, queries, hours[row], prefix[row], gap + row * keys);
    }
  });
}

}  // namespace

void registerTimeGap() {
  registerKernel<timeGap>("StarsTimeGap", {"hours: float", "prefix: int32"}, {"gap: float"});
}

}  // namespace stars
