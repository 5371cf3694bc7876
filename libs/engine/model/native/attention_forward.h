// Multi-head attention of sequences with a leading [USER] key: forward.
//
// Scores never leave the cache: a block of queries at a time, only as many keys as the block sees (a causal mask halves
// the work), and backward makes them again from the stored log of each row's sum (FlashAttention, arXiv 2205.14135).
#pragma once

#include "attention_scores.h"

namespace stars {

/** Memory for one head of one sequence after the other. */
struct AttentionScratch {
  Scratch keys, keysT, values, queries, scores, out;

  explicit AttentionScratch(const AttentionInputs& in)
      : keys(in.keysPadded() * in.headPadded()),
        keysT(in.keysPadded() * in.headPadded()),
        values(in.keysPadded() * in.headPadded()),
        queries(kQueryBlock * in.headPadded()),
        scores(kQueryBlock * in.keysPadded()),
        out(kQueryBlock * in.headPadded()) {}
};

/** One head of one sequence. @param mixed [B·Q, width] @param logs [B, heads, Q], or null */
inline void attendHead(const AttentionInputs& in, int64_t b, int64_t h, AttentionScratch& scratch, float* mixed, float* logs) {
  const int64_t dp = in.headPadded(), kp = in.keysPadded();
  float *queries = scratch.queries.data(), *scores = scratch.scores.data(), *out = scratch.out.data();
  packRows(in, b, h, 1, 0, in.keys, 1, scratch.keys.data());
  packRows(in, b, h, 2, 0, in.keys, 1, scratch.values.data());
  transpose(scratch.keys.data(), in.keys, in.headWidth, dp, scratch.keysT.data(), kp);
  for (int64_t q = 0; q < in.queries; q += kQueryBlock) {
    const int64_t rows = std::min(kQueryBlock, in.queries - q), rowsPadded = padded(rows, kRowTile);
    float* const mixedRows = mixed + (b * in.queries + q) * in.width + h * in.headWidth;
    float* const logRows = logs ? logs + (b * in.heads + h) * in.queries + q : nullptr;
    if (!anyRead(in, b, q, rows)) {
      if (logRows) std::fill_n(logRows, rows, 0.0f);
      for (int64_t r = 0; r < rows; r++) std::fill_n(mixedRows + r * in.width, in.headWidth, 0.0f);
      continue;
    }
    const int64_t end = blockEnd(in, b, q, rows), columns = padded(end, kColumnTile);
    packRows(in, b, h, 0, q + 1, rows, in.scale, queries);
    product<false>(rowsPadded, columns, in.headWidth, queries, dp, 1, scratch.keysT.data(), kp, scores, kp);
    for (int64_t r = 0; r < rows; r++) {
      const float log = softmaxRow(in, b, h, q + r, columns, scores + r * kp);
      if (logRows) logRows[r] = log;
      dropRow(in, b, h, q + r, end, scores + r * kp);
    }
    product<false>(rowsPadded, dp, end, scores, kp, 1, scratch.values.data(), dp, out, dp);
    for (int64_t r = 0; r < rows; r++) std::copy_n(out + r * dp, in.headWidth, mixedRows + r * in.width);
  }
}

}  // namespace stars
