// Plain C++, of which compilers make the vectors of the processor: `tools/setup/native-addons.sh` names it.
#include "scan.h"

#include <algorithm>
#include <cfloat>
#include <cmath>

namespace stars {
namespace {

constexpr size_t kCacheLine = 64;
/** Rows lie here and there, and the processor does not see them coming: so many ahead are asked for. */
constexpr size_t kAhead = 12;
/** To look at the heads of 32 rows takes about as long as to read so many rows. */
constexpr int kFew = 2;
/** So many rows, at most, are read with one threshold. */
constexpr size_t kBlock = 128;
/** More than the rounding of a bound in single precision costs. */
constexpr double kSingleRounding = 1e-6;

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

/** By what a bound multiplies a head with its largest element at some place. */
struct Factors {
  float largest;
  float rest;
};

/** A query, and the rows that it has met. All bounds are those of a query of length 1. */
class Search {
 public:
  Search(const float* query, const Rows& rows, size_t k)
      : query_(query), k_(k), room_(k + kSpare), elements_(rows.elements()), units_(rows.stride), factors_(rows.stride) {
    double squares = 0;
    double largest = 0;
    for (size_t i = 0; i < rows.stride; i++) {
      squares += static_cast<double>(query[i]) * query[i];
      largest = std::max(largest, std::abs(static_cast<double>(query[i])));
    }
    // A query of zeros stays one: every slot is as good as any other.
    if (largest == 0) return;
    const double scale = largest / largestElement(elements_.size());
    const double length = std::sqrt(squares);
    step_ = scale / length;
    for (size_t i = 0; i < rows.stride; i++) {
      elements_[i] = static_cast<int16_t>(std::round(query[i] / scale));
      units_[i] = query[i] / length;
      const double rest = std::sqrt(std::max(0.0, 1 - units_[i] * units_[i]) + kRounding);
      factors_[i] = {static_cast<float>(units_[i]), static_cast<float>(rest * (1 + kSingleRounding))};
    }
  }

  /** [elements of a row]. */
  const int16_t* elements() const { return elements_.data(); }

  /** What a bound by a head is compared with, in single precision: a row below it is not among the best k. */
  float threshold() const { return static_cast<float>(threshold_ - kSingleRounding * std::abs(threshold_)) - FLT_MIN; }

  const Factors& factors(size_t place) const { return factors_[std::min(place, factors_.size() - 1)]; }

  /** Looks at some rows. @param products of the query's elements and those of each row */
  void offer(const int32_t* slots, const int32_t* products, const RowEnd* ends, size_t count) {
    double scores[kBlock];
    for (size_t i = 0; i < count; i++) {
      scores[i] = products[i] * step_ * ends[i].scale + unit(ends[i].place) * ends[i].largest;
    }
    // Which are kept cannot be foreseen, so no branch depends on it.
    size_t kept[kBlock];
    size_t keeps = 0;
    for (size_t i = 0; i < count; i++) {
      kept[keeps] = i;
      keeps += scores[i] + ends[i].error >= threshold_;
    }
    for (size_t n = 0; n < keeps; n++) {
      const size_t i = kept[n];
      // Bytes that this did not write may have a bound that is no number, by which nothing can be ordered.
      const double least = std::max<double>(-INFINITY, scores[i] - ends[i].error);
      contenders_.push_back({slots[i], scores[i] + ends[i].error, least});
    }
    if (contenders_.size() >= room_) dropWorst();
  }

  /** The contenders that still have a chance, best first. */
  std::vector<Hit> hits(const Rows& rows) {
    dropWorst();
    for (const Contender& one : contenders_) prefetch(rows.floats + one.slot * rows.stride, rows.stride);
    std::vector<Hit> hits;
    hits.reserve(contenders_.size());
    for (const auto& [slot, most, least] : contenders_) {
      hits.push_back({static_cast<double>(slot), innerProduct(query_, rows.floats + slot * rows.stride, rows.stride)});
    }
    std::sort(hits.begin(), hits.end(), [](const Hit& one, const Hit& other) { return one.score > other.score; });
    return hits;
  }

 private:
  struct Contender {
    int32_t slot;
    /** Its score is not above `most`, and not below `least`. */
    double most;
    double least;
  };

  /** An element. Bytes that this did not write may name a place that is none. */
  double unit(size_t place) const { return units_[std::min(place, units_.size() - 1)]; }

  void dropWorst() {
    if (contenders_.size() < k_) return;
    const auto last = contenders_.begin() + (k_ - 1);
    std::nth_element(contenders_.begin(), last, contenders_.end(),
                     [](const Contender& one, const Contender& other) { return one.least > other.least; });
    threshold_ = last->least;
    const auto loses = [this](const Contender& one) { return one.most < threshold_; };
    contenders_.erase(std::remove_if(last, contenders_.end(), loses), contenders_.end());
    room_ = contenders_.size() + std::max(contenders_.size() / 4, kSpare);
  }

  /** So many contenders more are looked through at once. */
  static constexpr size_t kSpare = 64;

  const float* query_;
  size_t k_;
  size_t room_;
  /** The query in whole numbers, padded. */
  std::vector<int16_t> elements_;
  /** What one of an element stands for. */
  double step_ = 0;
  /** The query with length 1. */
  std::vector<double> units_;
  std::vector<Factors> factors_;
  std::vector<Contender> contenders_;
  /** k contenders have at least this score. */
  double threshold_ = -INFINITY;
};

/** By their heads: which of 32 rows may be among the best k, a bit each. A row is not if its bounds are below both thresholds. */
class HeadFilter {
 public:
  HeadFilter(const Search& first, const Search& second) : searches_{&first, &second} {}

  void readThresholds() {
    for (size_t query : {0, 1}) thresholds_[query] = searches_[query]->threshold();
  }

  uint32_t passing(const RowHeads& heads) {
    // In most collections that have such an element it has one place. Others pass.
    if (heads.place[0] != place_) readFactors(heads.place[0]);
    uint32_t passing = 0;
    for (uint32_t i = 0; i < kHeads; i++) {
      const float first = factors_[0].largest * heads.largest[i] + factors_[0].rest * heads.rest[i];
      const float second = factors_[1].largest * heads.largest[i] + factors_[1].rest * heads.rest[i];
      // Nothing is known of a sum that is no number: it is not below.
      const bool passes = (heads.place[i] != place_) | !(first < thresholds_[0]) | !(second < thresholds_[1]);
      passing |= static_cast<uint32_t>(passes) << i;
    }
    return passing;
  }

 private:
  void readFactors(uint32_t place) {
    place_ = place;
    for (size_t query : {0, 1}) factors_[query] = searches_[query]->factors(place);
  }

  const Search* searches_[2];
  float thresholds_[2] = {};
  uint32_t place_ = UINT32_MAX;
  Factors factors_[2] = {};
};

}  // namespace

std::array<std::vector<Hit>, 2> search(const Rows& rows, const uint32_t* words, size_t wordCount,
                                       const float* const queries[2], size_t k) {
  Search searches[2] = {{queries[0], rows, k}, {queries[1], rows, k}};
  HeadFilter filter(searches[0], searches[1]);
  const int16_t* const first = searches[0].elements();
  const int16_t* const second = searches[1].elements();
  const size_t elements = rows.elements();
  const size_t rowBytes = rows.rowBytes();
  for (size_t word = 0; word < wordCount;) {
    filter.readThresholds();
    int32_t slots[kBlock];
    size_t count = 0;
    for (; word < wordCount && count <= kBlock - kHeads; word++) {
      uint32_t bits = words[word];
      if (__builtin_popcount(bits) > kFew) bits &= filter.passing(rows.heads[word]);
      for (; bits != 0; bits &= bits - 1) {
        slots[count] = static_cast<int32_t>(kHeads * word + __builtin_ctz(bits));
        if (count < kAhead) prefetch(rows.bytes + slots[count] * rowBytes, rowBytes);
        count++;
      }
    }
    int32_t products[2][kBlock];
    RowEnd ends[kBlock];
    for (size_t i = 0; i < count; i++) {
      prefetch(rows.bytes + slots[std::min(i + kAhead, count - 1)] * rowBytes, rowBytes);
      const int8_t* const row = rows.bytes + slots[i] * rowBytes;
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
    for (int query = 0; query < 2; query++) searches[query].offer(slots, products[query], ends, count);
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
