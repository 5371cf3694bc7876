// Multi-head attention of sequences with a leading [USER] key: forward.
//
// Scores never leave the cache: a block of queries at a time, only as many keys as the block sees (a causal mask halves
// the work), and backward makes them again from the stored log of each row's sum (FlashAttention, arXiv 2205.14135).
#include <cmath>

#include "attention_head.h"
#include "attention_scores.h"
#include "kernel.h"
#include "parallel.h"

namespace stars {

void attentionGradient(Call& call);

namespace {

/** qkv: see AttentionInputs. mixed [B·Q, width], logs [B, heads, Q]. */
void attention(Call& call) {
  AttentionInputs in = readAttentionInputs(call);
  float* mixed = call.output(0, {in.sequences * in.queries, in.width});
  float* logs = call.output(1, {in.sequences, in.heads, in.queries});
  const int64_t work = in.sequences * in.heads;
  parallelParts(work, partsOf(work, 1), [&](int, int64_t from, int64_t to) {
    const int64_t dp = in.headPadded(), kp = in.keysPadded();
    Scratch keys(kp * dp), keysT(dp * kp), values(kp * dp), queries(kQueryBlock * dp), scores(kQueryBlock * kp),
        out(kQueryBlock * dp);
    for (int64_t unit = from; unit < to; unit++) {
      const int64_t b = unit / in.heads, h = unit % in.heads;
      packRows(in, b, h, 1, 0, in.keys, 1, keys.data());
      packRows(in, b, h, 2, 0, in.keys, 1, values.data());
      transpose(keys.data(), in.keys, in.headWidth, dp, keysT.data(), kp);
      for (int64_t q = 0; q < in.queries; q += kQueryBlock) {
        const int64_t rows = std::min(kQueryBlock, in.queries - q), rowsPadded = padded(rows, kRowTile);
        if (!anyRead(in, b, q, rows)) {
          std::fill_n(logs + (b * in.heads + h) * in.queries + q, rows, 0.0f);
          for (int64_t r = 0; r < rows; r++) {
            std::fill_n(mixed + (b * in.queries + q + r) * in.width + h * in.headWidth, in.headWidth, 0.0f);
          }
          continue;
        }
        const int64_t end = blockEnd(in, b, q, rows), columns = padded(end, kColumnTile);
        packRows(in, b, h, 0, q + 1, rows, in.scale, queries.data());
        product<false>(rowsPadded, columns, in.headWidth, queries.data(), dp, 1, keysT.data(), kp, scores.data(), kp);
        for (int64_t r = 0; r < rows; r++) {
          const int64_t row = (b * in.heads + h) * in.queries + q + r;
          logs[row] = softmaxRow(in, b, h, q + r, columns, scores.data() + r * kp);
          dropRow(in, b, h, q + r, end, scores.data() + r * kp);
        }
        product<false>(rowsPadded, dp, end, scores.data(), kp, 1, values.data(), dp, out.data(), dp);
        for (int64_t r = 0; r < rows; r++) {
          std::copy_n(out.data() + r * dp, in.headWidth,
                      mixed + (b * in.queries + q + r) * in.width + h * in.headWidth);
        }
      }
    }
  });
}

}  // namespace

void registerAttention() {
  registerKernel<attention>("StarsAttention",
                            {"qkv: float", "bias: float", "time: float", "gap: float", "prefix: int32",
                             "control: int32", "rate: float"},
                            {"mixed: float", "logs: float"});
  registerKernel<attentionGradient>("StarsAttentionGradient",
                                    {"qkv: float", "bias: float", "time: float", "gap: float", "prefix: int32",
                                     "control: int32", "rate: float", "mixed: float", "logs: float", "dmixed: float"},
                                    {"dqkv: float", "dbias: float", "dtime: float"});
}

}  // namespace stars
