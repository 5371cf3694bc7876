#include <algorithm>
#include <cmath>

#include "attention_forward.h"
#include "encoder.h"
#include "parallel.h"
#include "rows.h"

namespace stars {
namespace {

/** Rows of the feed-forward layer at once. */
constexpr int64_t kForwardRows = 48;

/** Rows that the last layer computes: the token that h_next is read from, and the copy of [USER]. */
constexpr int64_t kRead = 2;

/** Memory for one sequence after the other, of at most so many tokens. */
class Pass {
 public:
  Pass(const Weights& weights, int64_t length)
      : w_(weights),
        d_(weights.sizes.width),
        stride_(padded(d_, kColumnTile)),
        wide_(padded(3 * d_, kColumnTile)),
        rows_(padded(length + 2, kRowTile)),
        state_(rows_ * stride_),
        normal_(rows_ * stride_),
        added_(rows_ * stride_),
        mixed_((length + 1) * d_ + kRowTile * d_),
        qkv_(std::max(rows_ * wide_, kRowTile * weights.next.stride())),
        hidden_(kForwardRows * padded(weights.sizes.feedForward, kColumnTile)),
        gap_(weights.sizes.recency ? (length + 1) * (length + 2) : 0),
        user_(d_),
        hours_(length + 1),
        prefix_(length + 1),
        parts_(weights.userProject.values.size() / d_),
        attention_(inputsOf(length + 1)) {}

  void run(const Sequences& batch, int64_t b, float* general, float* next) {
    start(batch, b);
    // Of a sequence without tokens, the copy stands for both.
    const int64_t last = tokens_ > 0 ? std::min<int64_t>(batch.last[b], tokens_ - 1) : 0;
    for (const Layer& layer : w_.layers) {
      const bool isLast = &layer == &w_.layers.back();
      attend(layer, isLast ? last : 0, isLast);
      feedForward(layer, isLast ? kRead : tokens_ + 1);
    }
    write(w_.general, 1, general + b * w_.sizes.serving);
    write(w_.next, 0, next + b * w_.sizes.serving);
  }

 private:
  /** The inputs of attention over so many queries. */
  AttentionInputs inputsOf(int64_t queries) {
    const int64_t heads = w_.sizes.heads, size = d_ / heads;
    return {1,       queries, queries + 1, heads,
            d_,      size,    wide_,       qkv_.data(),
            nullptr, prefix_.data(), w_.sizes.recency ? gap_.data() : nullptr, nullptr,
            w_.sizes.user != 0, RandomMask(0, 0), 1 / std::sqrt(static_cast<float>(size))};
  }

  /** Items, then the copy of [USER], and what each sees. */
  void start(const Sequences& batch, int64_t b) {
    const int64_t L = batch.length;
    const int32_t* basket = batch.basket + b * L;
    tokens_ = tokensOf(batch, b);
    userToken(batch, b);
    for (int64_t i = 0; i < tokens_; i++) {
      float* x = state(i);
      w_.side.times(batch.side + (b * L + i) * w_.sizes.side, w_.sizes.side, x);
      const float* token = batch.tokens + batch.item[b * L + i] * d_;
      for (int64_t j = 0; j < d_; j++) x[j] = token[j] + x[j];
      if (!w_.sizes.position) continue;
      const float* place = w_.position.row(i);
      for (int64_t j = 0; j < d_; j++) x[j] += place[j];
    }
    std::copy_n(user_.data(), d_, state(tokens_));
    std::copy_n(batch.hours + b * L, tokens_, hours_.data());
    hours_[tokens_] = batch.cutHours[b];
    visible(basket, batch.cutBasket[b]);
    if (!w_.sizes.recency) return;
    for (int64_t q = 0; q <= tokens_; q++) {
      timeGapRow(hours_.data(), tokens_ + 1, hours_[q], prefix_[q], gap_.data() + q * (tokens_ + 2));
    }
  }

  /** A token sees its basket and those before; the copy those before its cut, and itself. */
  void visible(const int32_t* basket, int32_t cut) {
    int64_t end = tokens_;
    for (int64_t i = tokens_ - 1; i >= 0; i--) {
      if (i + 1 < tokens_ && basket[i + 1] != basket[i]) end = i + 1;
      prefix_[i] = static_cast<int32_t>(end);
    }
    int32_t seen = 0;
    while (seen < tokens_ && basket[seen] < cut) seen++;
    prefix_[tokens_] = -1 - seen;
  }

  /** See `userToken` of libs/engine/model. */
  void userToken(const Sequences& batch, int64_t b) {
    const Vector& fallback = w_.userDefault;
    const int64_t numbers = w_.sizes.userNumbers, each = w_.sizes.userFeature, tables = w_.categories.size();
    if (parts_.empty()) {
      std::copy_n(fallback.data(), d_, user_.data());
      return;
    }
    float* part = parts_.data();
    if (numbers > 0) {
      w_.userNumeric.times(batch.userNumeric + b * numbers, numbers, part);
      part += each;
    }
    for (int64_t c = 0; c < tables; c++, part += each) {
      std::copy_n(w_.userCategories[c].row(batch.userCategorical[b * tables + c]), each, part);
    }
    w_.userProject.times(parts_.data(), parts_.size(), user_.data());
    const float known = batch.userKnown[b];
    for (int64_t i = 0; i < d_; i++) user_[i] = user_[i] * known + fallback[i] * (1 - known);
  }

  /** Adds what attention makes of the queries. Of the last layer's, `first` and the copy are read: they become the only rows. */
  void attend(const Layer& layer, int64_t first, bool isLast) {
    const int64_t queries = tokens_ + 1, keys = queries + 1, all = padded(keys, kRowTile);
    const Norm& norm = layer.attentionNorm;
    layerNormRow(user_.data(), d_, norm.gain.data(), norm.bias.data(), normal(0));
    for (int64_t q = 0; q < queries; q++) layerNormRow(state(q), d_, norm.gain.data(), norm.bias.data(), normal(q + 1));
    // Queries are the leading columns; nobody reads those before the first.
    const int64_t from = (first + 1) / kRowTile * kRowTile, ofQueries = padded(d_, kColumnTile) / kColumnTile;
    const int64_t others = d_ / kColumnTile;
    layer.qkv.times(normal_.data(), all, stride_, qkv_.data(), wide_, others, layer.qkv.panels());
    layer.qkv.times(normal(from), all - from, stride_, qkv_.data() + from * wide_, wide_, 0, ofQueries);
    if (isLast) {
      for (int64_t q = 0; q < tokens_; q++) {
        if (q != first) prefix_[q] = kUnread;
      }
    }
    AttentionInputs in = inputsOf(queries);
    in.bias = layer.qkvBias.data();
    in.time = layer.time.data();
    for (int64_t h = 0; h < in.heads; h++) attendHead(in, 0, h, attention_, mixed_.data(), nullptr);
    if (isLast) keepRead(first);
    const int64_t rows = isLast ? kRead : queries;
    layer.out.times(mixed_.data(), padded(rows, kRowTile), d_, added_.data(), stride_);
    for (int64_t r = 0; r < rows; r++) biasAddRow(added_.data() + r * stride_, layer.outBias.data(), state(r), d_, state(r));
  }

  /** The rows that are read become the only ones. */
  void keepRead(int64_t first) {
    float* mixed = mixed_.data();
    std::copy_n(mixed + first * d_, d_, mixed);
    std::copy_n(mixed + tokens_ * d_, d_, mixed + d_);
    std::copy_n(state(first), d_, state(0));
    std::copy_n(state(tokens_), d_, state(1));
  }

  void feedForward(const Layer& layer, int64_t rows) {
    const Norm& norm = layer.feedForwardNorm;
    const int64_t wide = layer.in.columns(), hiddenStride = layer.in.stride();
    for (int64_t from = 0; from < rows; from += kForwardRows) {
      const int64_t count = std::min(kForwardRows, rows - from), whole = padded(count, kRowTile);
      for (int64_t r = 0; r < count; r++) layerNormRow(state(from + r), d_, norm.gain.data(), norm.bias.data(), normal(r));
      layer.in.times(normal_.data(), whole, stride_, hidden_.data(), hiddenStride);
      for (int64_t r = 0; r < count; r++) {
        float* row = hidden_.data() + r * hiddenStride;
        biasReluRow(row, layer.inBias.data(), wide, row);
      }
      layer.down.times(hidden_.data(), whole, hiddenStride, added_.data(), stride_);
      for (int64_t r = 0; r < count; r++) {
        biasAddRow(added_.data() + r * stride_, layer.downBias.data(), state(from + r), d_, state(from + r));
      }
    }
  }

  /** A head of the state's row; then 1 for the dimension of a prior. */
  void write(const Matrix& head, int64_t row, float* out) {
    layerNormRow(state(row), d_, w_.finalNorm.gain.data(), w_.finalNorm.bias.data(), normal(0));
    head.times(normal_.data(), kRowTile, stride_, qkv_.data(), head.stride());
    std::copy_n(qkv_.data(), head.columns(), out);
    std::fill(out + head.columns(), out + w_.sizes.serving, 1.0f);
  }

  float* state(int64_t row) { return state_.data() + row * stride_; }
  float* normal(int64_t row) { return normal_.data() + row * stride_; }

  const Weights& w_;
  int64_t d_, stride_, wide_, rows_, tokens_ = 0;
  Floats state_, normal_, added_, mixed_, qkv_, hidden_, gap_;
  Vector user_, hours_;
  std::vector<int32_t> prefix_;
  Vector parts_;
  AttentionScratch attention_;
};

}  // namespace

void encodeUsers(const Weights& weights, const Sequences& batch, float* general, float* next) {
  parallelParts(batch.size, partsOf(batch.size, 1), [&](int, int64_t from, int64_t to) {
    Pass pass(weights, batch.length);
    for (int64_t b = from; b < to; b++) pass.run(batch, b, general, next);
  });
}

}  // namespace stars
