// A loop spread over the threads that TensorFlow would use (TF_NUM_INTRAOP_THREADS, else all cores).
#pragma once

#include <cstdint>
#include <functional>

namespace stars {

/**
 * Calls body(part, from, to) for `parts` equal parts of [0, count), several at a time. What the parts are does not
 * depend on the number of threads: sums by part are the same bits on any machine.
 */
void parallelParts(int64_t count, int parts, const std::function<void(int part, int64_t from, int64_t to)>& body);

/** Parts for `count` rows: few enough for partial sums, many enough for the cores there are. */
inline int partsOf(int64_t count, int64_t least) {
  const int64_t parts = count / least;
  return parts < 1 ? 1 : parts > 16 ? 16 : static_cast<int>(parts);
}

}  // namespace stars
