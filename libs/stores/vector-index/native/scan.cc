// Plain C++, of which compilers make the vectors of the processor: `tools/setup/native-addons.sh` names it.
#include "scan.h"

#include <algorithm>
#include <cmath>
#include <functional>
#include <queue>

namespace stars {
namespace {

constexpr double kLargestByte = 127;
constexpr size_t kCacheLine = 64;
/** Rows lie here and there, and the processor does not see them coming: so many ahead are asked for. */
constexpr size_t kAhead = 12;
/** So many rows are compared with the threshold at once. */
constexpr size_t kBlock = 32;

/** The largest element of a query in whole numbers: so that no sum of products overflows. */
double largestElement(size_t elements) { return std::min(32767.0, std::floor(2147483647 / (kLargestByte * elements))); }

/** Summed in the order of `innerProduct` in `src/exact-scan.ts`. */
double innerProduct(const float* query, const float* row, size_t stride) {
  double sums[4] = {};
  for (size_t i = 0; i < stride; i += 4) {
    for (size_t lane = 0; lane < 4; lane++) {
      sums[lane] += static_cast<double>(query[i + lane]) * static_cast<double>(row[i + lane]);
    }
  }
  return sums[0] + sums[1] + (sums[2] + sums[3]);
}

template <typename T>
void prefetch(const T* from, size_t count) {
  for (size_t at = 0; at < count; at += kCacheLine / sizeof(T)) __builtin_prefetch(from + at);
}

/** A query, and the rows that it has met. All bounds are those of a query of length 1. */
class Search {
 public:
  Search(const float* query, const Rows& rows, size_t k) : query_(query), stride_(rows.stride), k_(k), elements_(rows.elements()) {
    double squares = 0;
    double largest = 0;
    for (size_t i = 0; i < rows.stride; i++) {
      squares += static_cast<double>(query[i]) * query[i];
      largest = std::max(largest, std::abs(static_cast<double>(query[i])));
    }
    // A query of zeros stays one: every slot is as good as any other.
    if (largest == 0) return;
    const double scale = largest / largestElement(elements_.size());
    for (size_t i = 0; i < rows.stride; i++) elements_[i] = static_cast<int16_t>(std::round(query[i] / scale));
    length_ = std::sqrt(squares);
    unit_ = scale / length_;
  }

  /** [elements of a row]. */
  const int16_t* elements() const { return elements_.data(); }

  /** Looks at some rows. @param products of the query's elements and those of each row */
  void offer(const int32_t* slots, const int32_t* products, const RowEnd* ends, size_t count) {
    double bounds[kBlock];
    int any = 0;
    for (size_t i = 0; i < count; i++) {
      // Bytes that this did not write may name a place that is none.
      const size_t place = std::min<size_t>(ends[i].place, stride_ - 1);
      const double largest = static_cast<double>(query_[place]) / length_ * ends[i].largest;
      bounds[i] = products[i] * unit_ * ends[i].scale + largest + ends[i].error;
      any |= bounds[i] >= threshold_;
    }
    for (size_t i = 0; any && i < count; i++) {
      if (bounds[i] >= threshold_) keep(slots[i], bounds[i], ends[i].error);
    }
  }

  /** The contenders that still have a chance, best first. */
  std::vector<Hit> hits(const Rows& rows) const {
    std::vector<Hit> hits;
    for (const auto& [slot, bound] : contenders_) {
      if (bound < threshold_) continue;
      hits.push_back({static_cast<double>(slot), 0});
      prefetch(rows.floats + slot * rows.stride, rows.stride);
    }
    for (Hit& hit : hits) {
      hit.score = innerProduct(query_, rows.floats + static_cast<size_t>(hit.slot) * rows.stride, rows.stride);
    }
    std::sort(hits.begin(), hits.end(), [](const Hit& one, const Hit& other) { return one.score > other.score; });
    return hits;
  }

 private:
  void keep(int32_t slot, double bound, double error) {
    contenders_.push_back({slot, bound});
    lowest_.push(bound - 2 * error);
    if (lowest_.size() > k_) lowest_.pop();
    if (lowest_.size() == k_) threshold_ = lowest_.top();
  }

  struct Contender {
    int32_t slot;
    /** Its score is not above this. */
    double bound;
  };

  const float* query_;
  size_t stride_;
  size_t k_;
  /** The query in whole numbers, padded. */
  std::vector<int16_t> elements_;
  double length_ = 1;
  /** What one of an element stands for. */
  double unit_ = 0;
  std::vector<Contender> contenders_;
  /** The k highest lower bounds of scores. */
  std::priority_queue<double, std::vector<double>, std::greater<>> lowest_;
  double threshold_ = -INFINITY;
};

/** Writes the slots of a bit set. Returns how many there are. */
size_t writeSlots(const uint32_t* words, size_t wordCount, int32_t* slots) {
  size_t count = 0;
  for (size_t word = 0; word < wordCount; word++) {
    for (uint32_t bits = words[word]; bits != 0; bits &= bits - 1) {
      slots[count++] = static_cast<int32_t>(32 * word + __builtin_ctz(bits));
    }
  }
  return count;
}

}  // namespace

void putRow(const float* row, size_t stride, int8_t* bytes) {
  const Rows shape{nullptr, stride, nullptr};
  size_t place = 0;
  for (size_t i = 1; i < stride; i++) {
    if (std::abs(row[i]) > std::abs(row[place])) place = i;
  }
  float second = 0;
  for (size_t i = 0; i < stride; i++) {
    if (i != place) second = std::max(second, std::abs(row[i]));
  }
  const float scale = second / kLargestByte;
  double squares = 0;
  double errors = 0;
  for (size_t i = 0; i < stride; i++) {
    const double value = i == place ? 0 : row[i];
    const double byte = scale > 0 ? std::clamp(std::round(value / scale), -kLargestByte, kLargestByte) : 0;
    bytes[i] = static_cast<int8_t>(byte);
    squares += byte * scale * byte * scale;
    errors += (value - byte * scale) * (value - byte * scale);
  }
  std::fill(bytes + stride, bytes + shape.elements(), 0);
  // An element of a query is at most half of one away from its whole number. The rest is for sums in double precision.
  const double ofQuery = std::sqrt(stride) / 2 / largestElement(shape.elements()) + 1e-9;
  const double error = std::sqrt(errors) + ofQuery * std::sqrt(squares) + 1e-9 * std::abs(row[place]);
  *reinterpret_cast<RowEnd*>(bytes + shape.elements()) = {
      scale, std::nextafter(static_cast<float>(error), INFINITY), row[place], static_cast<uint32_t>(place)};
}

std::array<std::vector<Hit>, 2> search(const Rows& rows, const uint32_t* words, size_t wordCount,
                                       const float* const queries[2], size_t k) {
  Search searches[2] = {{queries[0], rows, k}, {queries[1], rows, k}};
  const int16_t* const first = searches[0].elements();
  const int16_t* const second = searches[1].elements();
  const size_t elements = rows.elements();
  const size_t rowBytes = rows.rowBytes();
  // Kept, so that memory for all rows is not asked for each time.
  static thread_local std::vector<int32_t> memory;
  memory.resize(std::max(memory.size(), 32 * wordCount));
  const size_t count = writeSlots(words, wordCount, memory.data());
  const int32_t* const slots = memory.data();
  for (size_t from = 0; from < count; from += kBlock) {
    const size_t block = std::min(kBlock, count - from);
    int32_t products[2][kBlock];
    RowEnd ends[kBlock];
    for (size_t i = 0; i < block; i++) {
      prefetch(rows.bytes + slots[std::min(from + i + kAhead, count - 1)] * rowBytes, rowBytes);
      const int8_t* const row = rows.bytes + slots[from + i] * rowBytes;
      int32_t ofFirst = 0;
      int32_t ofSecond = 0;
      for (size_t at = 0; at < elements; at++) {
        ofFirst += first[at] * row[at];
        ofSecond += second[at] * row[at];
      }
      products[0][i] = ofFirst;
      products[1][i] = ofSecond;
      ends[i] = *reinterpret_cast<const RowEnd*>(row + elements);
    }
    for (int query = 0; query < 2; query++) searches[query].offer(slots + from, products[query], ends, block);
  }
  return {searches[0].hits(rows), searches[1].hits(rows)};
}

void scores(const float* floats, size_t stride, const int32_t* slots, size_t count, const float* query, double* out) {
  for (size_t n = 0; n < count; n++) {
    const int32_t ahead = slots[std::min(n + kAhead, count - 1)];
    if (ahead >= 0) prefetch(floats + static_cast<size_t>(ahead) * stride, stride);
    const int32_t slot = slots[n];
    out[n] = slot < 0 ? std::nan("") : innerProduct(query, floats + static_cast<size_t>(slot) * stride, stride);
  }
}

}  // namespace stars
