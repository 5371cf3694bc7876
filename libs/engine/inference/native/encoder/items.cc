#include <algorithm>

#include "encoder.h"
#include "parallel.h"
#include "rows.h"

namespace stars {
namespace {

/** Rows of a product at once. */
constexpr int64_t kRows = 48;

/** a_i = f_tag(m_i): see `itemContent` of libs/engine/model. @param hidden memory */
void attributesOf(const Weights& weights, const float* tags, Vector& hidden, float* out) {
  const Sizes& sizes = weights.sizes;
  if (sizes.tags == 0) {
    std::fill_n(out, sizes.tagWidth, 0.0f);
  } else if (sizes.tagHidden == 0) {
    weights.tag.times(tags, sizes.tags, out);
  } else {
    weights.tagHidden.times(tags, sizes.tags, hidden.data());
    biasReluRow(hidden.data(), weights.tagHiddenBias.data(), sizes.tagHidden, hidden.data());
    weights.tag.times(hidden.data(), sizes.tagHidden, out);
  }
}

/** Rows [from, to), at most kRows. */
class ItemPass {
 public:
  explicit ItemPass(const Weights& weights)
      : w_(weights),
        width_(weights.sizes.content + weights.sizes.tagWidth),
        content_(kRows * width_),
        out_(kRows * std::max(weights.token.stride(), weights.serving.stride())),
        hidden_(weights.sizes.tagHidden),
        attributes_(weights.sizes.tagWidth),
        noText_(weights.sizes.content) {}

  void run(const Items& items, int64_t from, int64_t to, float* tokens, float* vectors) {
    const Sizes& sizes = w_.sizes;
    for (int64_t i = from; i < to; i++) {
      attributesOf(w_, items.tags + i * sizes.tags, hidden_, attributes_.data());
      const float* delta = items.deltaRow[i] >= 0 ? items.delta + items.deltaRow[i] * static_cast<int64_t>(sizes.content) : nullptr;
      contentRow(sizes.text ? items.embedding + i * sizes.content : noText_.data(), delta, sizes.content, attributes_.data(),
                 sizes.tagWidth, content_.data() + (i - from) * width_);
    }
    write(w_.token, from, to, sizes.width, tokens);
    write(w_.serving, from, to, sizes.serving, vectors);
    if (!items.prior) return;
    for (int64_t i = from; i < to; i++) vectors[i * sizes.serving + sizes.inner] = -items.prior[i];
  }

 private:
  void write(const Matrix& matrix, int64_t from, int64_t to, int64_t width, float* out) {
    matrix.times(content_.data(), padded(to - from, kRowTile), width_, out_.data(), matrix.stride());
    for (int64_t i = from; i < to; i++) std::copy_n(out_.data() + (i - from) * matrix.stride(), matrix.columns(), out + i * width);
  }

  const Weights& w_;
  int64_t width_;
  Floats content_, out_;
  Vector hidden_, attributes_, noText_;
};

}  // namespace

void encodeItems(const Weights& weights, const Items& items, float* tokens, float* vectors) {
  parallelParts(items.count, partsOf(items.count, kRows), [&](int, int64_t from, int64_t to) {
    ItemPass pass(weights);
    for (int64_t i = from; i < to; i += kRows) pass.run(items, i, std::min(i + kRows, to), tokens, vectors);
  });
}

void innerProducts(const float* queries, int64_t queryCount, const float* rows, int64_t rowCount, int64_t width, float* out) {
  // Panels of items, as of a matrix: each item is read once for a tile of queries.
  Floats all(padded(queryCount, kRowTile) * width);
  std::copy_n(queries, queryCount * width, all.data());
  const int64_t panels = padded(rowCount, kColumnTile) / kColumnTile, queriesPadded = padded(queryCount, kRowTile);
  parallelParts(panels, partsOf(panels, 64), [&](int, int64_t from, int64_t to) {
    Floats panel(width * kColumnTile), products(queriesPadded * kColumnTile);
    for (int64_t p = from; p < to; p++) {
      const int64_t first = p * kColumnTile, count = std::min(kColumnTile, rowCount - first);
      for (int64_t r = 0; r < count; r++) {
        for (int64_t i = 0; i < width; i++) panel.data()[i * kColumnTile + r] = rows[(first + r) * width + i];
      }
      product<false>(queriesPadded, kColumnTile, width, all.data(), width, 1, panel.data(), kColumnTile, products.data(),
                     kColumnTile);
      for (int64_t q = 0; q < queryCount; q++) std::copy_n(products.data() + q * kColumnTile, count, out + q * rowCount + first);
    }
  });
}

}  // namespace stars
