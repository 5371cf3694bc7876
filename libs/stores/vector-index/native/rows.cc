// How a row is stored for the scan.
#include <algorithm>
#include <cmath>

#include "scan.h"

namespace stars {

double largestElement(size_t elements) { return std::min(32767.0, std::floor(2147483647 / (kLargestByte * elements))); }

void putRow(const float* row, size_t stride, int8_t* bytes, RowHeads& heads, size_t at) {
  const Rows shape{nullptr, stride, nullptr, nullptr};
  size_t place = 0;
  for (size_t i = 1; i < stride; i++) {
    if (std::abs(row[i]) > std::abs(row[place])) place = i;
  }
  float second = 0;
  for (size_t i = 0; i < stride; i++) {
    if (i != place) second = std::max(second, std::abs(row[i]));
  }
  const float scale = second / kLargestByte;
  double rest = 0;
  double squares = 0;
  double errors = 0;
  for (size_t i = 0; i < stride; i++) {
    const double value = i == place ? 0 : row[i];
    const double byte = scale > 0 ? std::clamp(std::round(value / scale), -kLargestByte, kLargestByte) : 0;
    bytes[i] = static_cast<int8_t>(byte);
    rest += value * value;
    squares += byte * scale * byte * scale;
    errors += (value - byte * scale) * (value - byte * scale);
  }
  std::fill(bytes + stride, bytes + shape.elements(), 0);
  const auto above = [](double bound) { return std::nextafter(static_cast<float>(bound), INFINITY); };
  // An element of a query is at most half of one away from its whole number. The rest is for sums in double precision.
  const double ofQuery = std::sqrt(stride) / 2 / largestElement(shape.elements()) + kRounding;
  const double error = std::sqrt(errors) + ofQuery * std::sqrt(squares) + kRounding * std::abs(row[place]);
  heads.largest[at] = row[place];
  // More than the true length by what single precision may lose where a factor is tiny.
  heads.rest[at] = above(std::sqrt(rest) + kRounding * std::abs(row[place]));
  heads.place[at] = static_cast<uint32_t>(place);
  *reinterpret_cast<RowEnd*>(bytes + shape.elements()) = {scale, above(error), row[place], static_cast<uint32_t>(place)};
}

}  // namespace stars
