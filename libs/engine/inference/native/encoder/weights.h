// The weights of a published model, in the form in which products read them.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "small_product.h"

namespace stars {

/** The model's configuration, in the order in which Node gives it; the sizes of the tables of users' categories follow. */
struct Sizes {
  int32_t width, layers, heads, feedForward, inner, serving, maxLength, side, userNumbers, userFeature, content, tags, tagWidth,
      tagHidden, text, position, user, recency;
};
constexpr int kSizes = sizeof(Sizes) / sizeof(int32_t);

/** Floats on a cache line's bound. */
using Floats = Scratch;

/** Products with a matrix from its left. It lies in panels of kColumnTile columns, the last one filled with zeros. */
class Matrix {
 public:
  Matrix(const float* values, int64_t rows, int64_t columns);

  int64_t columns() const { return columns_; }
  /** Columns of a product, which are written whole panels at a time. */
  int64_t stride() const { return panels_ * kColumnTile; }
  int64_t panels() const { return panels_; }
  /**
   * out [m, stride] = x [m, rows] · this, of the panels from `from` to `to` only.
   * @param m a multiple of kRowTile
   */
  void times(const float* x, int64_t m, int64_t xStride, float* out, int64_t outStride, int64_t from, int64_t to) const;
  void times(const float* x, int64_t m, int64_t xStride, float* out, int64_t outStride) const {
    times(x, m, xStride, out, outStride, 0, panels_);
  }

 private:
  int64_t rows_, columns_, panels_;
  Floats data_;
};

using Vector = std::vector<float>;

/** A row-major table, or a matrix that rows of mostly zeros are multiplied with. */
struct Table {
  int64_t width;
  Vector values;

  const float* row(int64_t r) const { return values.data() + r * width; }
  /** out [width] = in [rows] · this, without the zeros of `in`. */
  void times(const float* in, int64_t rows, float* out) const;
};

/** A norm's gain and bias. */
struct Norm {
  Vector gain, bias;
};

struct Layer {
  Norm attentionNorm, feedForwardNorm;
  Matrix qkv, out, in, down;
  Vector qkvBias, time, outBias, inBias, downBias;
};

/** Gives the parameter of a name, or throws if it does not have so many numbers. */
using Parameters = std::function<const float*(const std::string& name, int64_t count)>;

struct Weights {
  Weights(const Sizes& sizes, std::vector<int32_t> categories, const Parameters& parameters);

  Sizes sizes;
  /** Rows of each table of users' categories. */
  std::vector<int32_t> categories;
  Matrix token, serving;
  Table tagHidden, tag, side, position;
  Vector tagHiddenBias, userDefault;
  Table userNumeric, userProject;
  std::vector<Table> userCategories;
  std::vector<Layer> layers;
  Norm finalNorm;
  Matrix next, general;
};

}  // namespace stars
