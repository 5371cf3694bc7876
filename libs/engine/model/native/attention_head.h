// One head of one sequence: its share of the tensors, packed into padded scratch memory.
#pragma once

#include <algorithm>
#include <cstdint>

#include "random_mask.h"
#include "small_product.h"

namespace stars {

/** Sizes of a call, and the tensors that all heads read. Q queries; keys are [USER] and then the queries: Q + 1. */
struct AttentionInputs {
  int64_t sequences, queries, keys, heads, width, headWidth;
  /** From one row of qkv to the next. */
  int64_t stride;
  /** [B·(Q + 1), 3·width] without its bias, and the bias [3·width]. */
  const float *qkv, *bias;
  /** [B, Q] how many of the items a query sees, from the first one; below 0: also itself, and −1 − that many items; or kUnread. */
  const int32_t* prefix;
  /** [B, Q, Q + 1] distance in time and [2, heads] its weights, or null. */
  const float *gap, *time;
  bool seesUser;
  RandomMask mask;
  float scale;

  int64_t headPadded() const { return padded(headWidth, kColumnTile); }
  /** Scores of a query for all keys, as columns of one product and as rows of the next. */
  int64_t keysPadded() const { return padded(padded(keys, kRowTile), kColumnTile); }
  const float* row(int64_t sequence, int64_t key, int64_t part, int64_t head) const {
    return qkv + (sequence * keys + key) * stride + part * width + head * headWidth;
  }
  const float* biasOf(int64_t part, int64_t head) const { return bias + part * width + head * headWidth; }
  uint32_t place(int64_t sequence, int64_t head, int64_t query) const {
    return static_cast<uint32_t>(((sequence * heads + head) * queries + query) * keys);
  }
};

/** Queries are worked through in blocks, each with no more keys than its last reader sees. A multiple of kRowTile. */
constexpr int64_t kQueryBlock = 24;

/** Of a query that nobody reads: nothing is computed of a block of such, and zeros stand in its place. */
constexpr int32_t kUnread = INT32_MIN;

/** What one query sees: [USER] or not, the items from 1 to `items`, and itself where `self` is not 0. */
struct Sight {
  int64_t first, items, self;

  Sight(const AttentionInputs& in, int64_t sequence, int64_t query) {
    const int64_t stored = in.prefix[sequence * in.queries + query];
    first = in.seesUser ? 0 : 1;
    items = stored == kUnread ? 0 : stored < 0 ? -1 - stored : stored;
    self = stored < 0 && stored != kUnread ? query + 1 : 0;
  }
  int64_t end() const { return std::max(items, self) + 1; }
  bool sees(int64_t key) const { return (key >= first && key <= items) || (self > 0 && key == self); }
};

/** Copies rows of q, k or v with their bias, times `scale`, into [rows, headPadded]. */
inline void packRows(const AttentionInputs& in, int64_t sequence, int64_t head, int64_t part, int64_t from, int64_t rows,
                     float scale, float* out) {
  const float* bias = in.biasOf(part, head);
  for (int64_t r = 0; r < rows; r++) {
    const float* source = in.row(sequence, from + r, part, head);
    float* target = out + r * in.headPadded();
    for (int64_t i = 0; i < in.headWidth; i++) target[i] = (source[i] + bias[i]) * scale;
  }
}

typedef float Four __attribute__((vector_size(16), aligned(4), may_alias));
typedef int32_t Places __attribute__((vector_size(16)));

/** Four rows of four, turned. */
inline void transposeFour(const float* in, int64_t from, float* out, int64_t to) {
  Four rows[4], pairs[4];
  for (int r = 0; r < 4; r++) rows[r] = *reinterpret_cast<const Four*>(in + r * from);
  for (int r = 0; r < 2; r++) {
    pairs[2 * r] = __builtin_shuffle(rows[r], rows[r + 2], Places{0, 4, 1, 5});
    pairs[2 * r + 1] = __builtin_shuffle(rows[r], rows[r + 2], Places{2, 6, 3, 7});
  }
  for (int r = 0; r < 2; r++) {
    *reinterpret_cast<Four*>(out + 2 * r * to) = __builtin_shuffle(pairs[r], pairs[r + 2], Places{0, 4, 1, 5});
    *reinterpret_cast<Four*>(out + (2 * r + 1) * to) = __builtin_shuffle(pairs[r], pairs[r + 2], Places{2, 6, 3, 7});
  }
}

/** [rows, columns] of row length `from` to its transpose of row length `to`; both may be filled up to multiples of four. */
inline void transpose(const float* in, int64_t rows, int64_t columns, int64_t from, float* out, int64_t to) {
  for (int64_t r = 0; r < rows; r += 4) {
    for (int64_t c = 0; c < columns; c += 4) transposeFour(in + r * from + c, from, out + c * to + r, to);
  }
}

}  // namespace stars
