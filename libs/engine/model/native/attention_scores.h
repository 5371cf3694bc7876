// Rows of attention scores: their inputs, their softmax, their dropout.
#pragma once

#include <cmath>

#include "attention_head.h"
#include "exponential.h"

namespace stars {

inline bool anyRead(const AttentionInputs& in, int64_t sequence, int64_t query, int64_t rows) {
  const int32_t* prefix = in.prefix + sequence * in.queries + query;
  return std::any_of(prefix, prefix + rows, [](int32_t stored) { return stored != kUnread; });
}

/** Keys from 0 that any of the rows sees. */
inline int64_t blockEnd(const AttentionInputs& in, int64_t sequence, int64_t query, int64_t rows) {
  int64_t end = 1;
  for (int64_t r = 0; r < rows; r++) end = std::max(end, Sight(in, sequence, query + r).end());
  return end;
}

/** Adds c₁·g + c₂·g² of the keys before `end`. */
inline void addTime(const AttentionInputs& in, int64_t sequence, int64_t head, int64_t query, int64_t end, float* scores) {
  if (!in.gap) return;
  const float* gap = in.gap + (sequence * in.queries + query) * in.keys;
  const float linear = in.time[head], square = in.time[in.heads + head];
#pragma omp simd
  for (int64_t k = 0; k < end; k++) scores[k] += gap[k] * (linear + square * gap[k]);
}

/** Zeroes what the query does not see. */
inline void hide(const Sight& sight, int64_t columns, float* row) {
  if (sight.first > 0) row[0] = 0;
  const float self = sight.self > 0 ? row[sight.self] : 0.0f;
  std::fill(row + sight.items + 1, row + columns, 0.0f);
  if (sight.self > 0) row[sight.self] = self;
}

/** Scores become weights over what the query sees, 0 elsewhere up to `columns`. Returns the log of the sum. */
inline float softmaxRow(const AttentionInputs& in, int64_t sequence, int64_t head, int64_t query, int64_t columns,
                        float* row) {
  const Sight sight(in, sequence, query);
  const int64_t end = sight.end();
  addTime(in, sequence, head, query, end, row);
  float top = -1e30f;
#pragma omp simd reduction(max : top)
  for (int64_t k = sight.first; k <= sight.items; k++) top = std::max(top, row[k]);
  if (sight.self > 0) top = std::max(top, row[sight.self]);
#pragma omp simd
  for (int64_t k = 0; k < end; k++) row[k] = fastExp(row[k] - top);
  hide(sight, columns, row);
  float sum = 0;
#pragma omp simd reduction(+ : sum)
  for (int64_t k = 0; k < end; k++) sum += row[k];
  // A query that sees nothing (padding, without [USER]) has no weights.
  const float scale = sum > 0 ? 1 / sum : 0.0f;
#pragma omp simd
  for (int64_t k = 0; k < end; k++) row[k] *= scale;
  return sum > 0 ? top + std::log(sum) : 0.0f;
}

/** The same weights again, from the stored log. */
inline void weightsAgain(const AttentionInputs& in, int64_t sequence, int64_t head, int64_t query, int64_t columns,
                         float log, float* row) {
  const Sight sight(in, sequence, query);
  const int64_t end = sight.end();
  addTime(in, sequence, head, query, end, row);
#pragma omp simd
  for (int64_t k = 0; k < end; k++) row[k] = fastExp(row[k] - log);
  hide(sight, columns, row);
}

inline void dropRow(const AttentionInputs& in, int64_t sequence, int64_t head, int64_t query, int64_t end, float* row) {
  if (!in.mask.drops()) return;
  const uint32_t place = in.place(sequence, head, query);
#pragma omp simd
  for (int64_t k = 0; k < end; k++) row[k] *= in.mask(place + static_cast<uint32_t>(k));
}

}  // namespace stars
