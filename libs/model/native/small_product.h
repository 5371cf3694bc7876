// Matrix products of attention: small, in scratch memory that stays in the cache, padded so that there are no remainders.
#pragma once

#include <cstdint>
#include <cstdlib>
#include <new>

namespace stars {

typedef float Lane __attribute__((vector_size(32), aligned(4), may_alias));

constexpr int64_t kRowTile = 6;
constexpr int64_t kColumnTile = 16;

inline int64_t padded(int64_t size, int64_t tile) { return (size + tile - 1) / tile * tile; }

/** Scratch floats, 64-byte aligned, zero. */
class Scratch {
 public:
  explicit Scratch(int64_t size)
      : data_(static_cast<float*>(std::aligned_alloc(64, padded(size * sizeof(float), 64)))), size_(size) {
    if (!data_) throw std::bad_alloc();
    clear();
  }
  ~Scratch() { std::free(data_); }
  Scratch(const Scratch&) = delete;

  void clear() { __builtin_memset(data_, 0, size_ * sizeof(float)); }
  float* data() { return data_; }

 private:
  float* data_;
  int64_t size_;
};

/**
 * c [m, n] (+)= a [m, k] · b [k, n]. a(i, j) is a[i·aRow + j·aColumn], so that it may be read transposed; b and c are
 * row-major. m is a multiple of kRowTile and n of kColumnTile.
 */
template <bool Add>
inline void product(int64_t m, int64_t n, int64_t k, const float* a, int64_t aRow, int64_t aColumn, const float* b,
                    int64_t bRow, float* c, int64_t cRow) {
  for (int64_t i = 0; i < m; i += kRowTile) {
    for (int64_t j = 0; j < n; j += kColumnTile) {
      Lane sum[kRowTile][2] = {};
      const float* left = a + i * aRow;
      const float* right = b + j;
      for (int64_t l = 0; l < k; l++, left += aColumn, right += bRow) {
        const Lane low = *reinterpret_cast<const Lane*>(right), high = *reinterpret_cast<const Lane*>(right + 8);
#pragma GCC unroll 6
        for (int row = 0; row < kRowTile; row++) {
          const float factor = left[row * aRow];
          sum[row][0] += factor * low;
          sum[row][1] += factor * high;
        }
      }
      for (int row = 0; row < kRowTile; row++) {
        float* out = c + (i + row) * cRow + j;
        Lane *low = reinterpret_cast<Lane*>(out), *high = reinterpret_cast<Lane*>(out + 8);
        *low = Add ? *low + sum[row][0] : sum[row][0];
        *high = Add ? *high + sum[row][1] : sum[row][1];
      }
    }
  }
}

}  // namespace stars
