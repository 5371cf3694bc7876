#include "weights.h"

#include <algorithm>
#include <string>

namespace stars {
namespace {

/** Numbers of the left side that are multiplied at once, so that they stay in the first cache. */
constexpr int64_t kBlock = 4096;

Vector vectorOf(const Parameters& parameters, const std::string& name, int64_t count) {
  const float* values = parameters(name, count);
  return Vector(values, values + count);
}

Table tableOf(const Parameters& parameters, const std::string& name, int64_t rows, int64_t width) {
  if (rows == 0) return {width, {}};
  return {width, vectorOf(parameters, name, rows * width)};
}

Matrix matrixOf(const Parameters& parameters, const std::string& name, int64_t rows, int64_t columns) {
  return Matrix(parameters(name, rows * columns), rows, columns);
}

Norm normOf(const Parameters& parameters, const std::string& name, int64_t width) {
  return {vectorOf(parameters, name + ".gain", width), vectorOf(parameters, name + ".bias", width)};
}

Layer layerOf(const Parameters& parameters, const Sizes& sizes, int layer) {
  const std::string attention = "layer." + std::to_string(layer) + ".attention.";
  const std::string forward = "layer." + std::to_string(layer) + ".feedforward.";
  const int64_t d = sizes.width, f = sizes.feedForward;
  return {normOf(parameters, attention + "norm", d),
          normOf(parameters, forward + "norm", d),
          matrixOf(parameters, attention + "qkv.weight", d, 3 * d),
          matrixOf(parameters, attention + "out.weight", d, d),
          matrixOf(parameters, forward + "in.weight", d, f),
          matrixOf(parameters, forward + "out.weight", f, d),
          vectorOf(parameters, attention + "qkv.bias", 3 * d),
          vectorOf(parameters, attention + "time", 2 * sizes.heads),
          vectorOf(parameters, attention + "out.bias", d),
          vectorOf(parameters, forward + "in.bias", f),
          vectorOf(parameters, forward + "out.bias", d)};
}

int64_t userInputs(const Sizes& sizes, size_t categories) {
  return sizes.userFeature * ((sizes.userNumbers > 0 ? 1 : 0) + static_cast<int64_t>(categories));
}

}  // namespace

Matrix::Matrix(const float* values, int64_t rows, int64_t columns)
    : rows_(rows), columns_(columns), panels_(padded(columns, kColumnTile) / kColumnTile), data_(rows * panels_ * kColumnTile) {
  for (int64_t r = 0; r < rows; r++) {
    for (int64_t c = 0; c < columns; c++) {
      data_.data()[(c / kColumnTile * rows + r) * kColumnTile + c % kColumnTile] = values[r * columns + c];
    }
  }
}

void Matrix::times(const float* x, int64_t m, int64_t xStride, float* out, int64_t outStride, int64_t from, int64_t to) const {
  const int64_t block = std::max(kRowTile, kBlock / std::max<int64_t>(rows_, 1) / kRowTile * kRowTile);
  for (int64_t i = 0; i < m; i += block) {
    for (int64_t panel = from; panel < to; panel++) {
      product<false>(std::min(block, m - i), kColumnTile, rows_, x + i * xStride, xStride, 1,
                     data_.data() + panel * rows_ * kColumnTile, kColumnTile, out + i * outStride + panel * kColumnTile, outStride);
    }
  }
}

void Table::times(const float* in, int64_t rows, float* out) const {
  std::fill_n(out, width, 0.0f);
  for (int64_t r = 0; r < rows; r++) {
    const float factor = in[r];
    if (factor == 0) continue;
    const float* weights = row(r);
#pragma omp simd
    for (int64_t i = 0; i < width; i++) out[i] += factor * weights[i];
  }
}

Weights::Weights(const Sizes& given, std::vector<int32_t> tables, const Parameters& parameters)
    : sizes(given),
      categories(std::move(tables)),
      token(matrixOf(parameters, "item.token", sizes.content + sizes.tagWidth, sizes.width)),
      serving(matrixOf(parameters, "item.serving", sizes.content + sizes.tagWidth, sizes.inner)),
      tagHidden(tableOf(parameters, "tag.hidden.weight", sizes.tagHidden > 0 ? sizes.tags : 0, sizes.tagHidden)),
      tag(tableOf(parameters, "tag.weight", sizes.tags > 0 && sizes.tagHidden > 0 ? sizes.tagHidden : sizes.tags, sizes.tagWidth)),
      side(tableOf(parameters, "side.weight", sizes.side, sizes.width)),
      position(tableOf(parameters, "position.weight", sizes.position ? sizes.maxLength : 0, sizes.width)),
      userDefault(vectorOf(parameters, "user.default", sizes.width)),
      userNumeric(tableOf(parameters, "user.numeric", sizes.userNumbers, sizes.userFeature)),
      userProject(tableOf(parameters, "user.project", userInputs(sizes, categories.size()), sizes.width)),
      finalNorm(normOf(parameters, "final.norm", sizes.width)),
      next(matrixOf(parameters, "head.next", sizes.width, sizes.inner)),
      general(matrixOf(parameters, "head.general", sizes.width, sizes.inner)) {
  if (!tagHidden.values.empty()) tagHiddenBias = vectorOf(parameters, "tag.hidden.bias", sizes.tagHidden);
  for (size_t c = 0; c < categories.size(); c++) {
    userCategories.push_back(tableOf(parameters, "user.categorical." + std::to_string(c), categories[c], sizes.userFeature));
  }
  layers.reserve(sizes.layers);
  for (int layer = 0; layer < sizes.layers; layer++) layers.push_back(layerOf(parameters, sizes, layer));
}

}  // namespace stars
