// Matrix products of attention: small, in scratch memory that stays in the cache, padded so that there are no remainders.
#pragma once

#include <cstdint>
#include <cstdlib>
#include <new>

namespace stars {

// One tile of c fills most of the vector registers: 12 of 16 that hold 8 floats, 12 of 32 that hold 16; 12 of 16 that hold 4, of x86
// without AVX2, or 24 of 32 of arm64.
#if defined(__AVX512F__)
constexpr int64_t kRowTile = 12, kLanes = 1;
#elif defined(__x86_64__) && !defined(__AVX2__)
constexpr int64_t kRowTile = 3, kLanes = 4;
#else
constexpr int64_t kRowTile = 6, kLanes = 2;
#endif
constexpr int64_t kColumnTile = 16;
constexpr int64_t kLaneWidth = kColumnTile / kLanes;

typedef float Lane __attribute__((vector_size(kLaneWidth * sizeof(float)), aligned(4), may_alias));

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
  Scratch(Scratch&& other) noexcept : data_(other.data_), size_(other.size_) { other.data_ = nullptr; }

  void clear() { __builtin_memset(data_, 0, size_ * sizeof(float)); }
  float* data() { return data_; }
  const float* data() const { return data_; }

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
      Lane sum[kRowTile][kLanes] = {};
      const float* left = a + i * aRow;
      const float* right = b + j;
      for (int64_t l = 0; l < k; l++, left += aColumn, right += bRow) {
        const Lane* lanes = reinterpret_cast<const Lane*>(right);
#pragma GCC unroll 12
        for (int row = 0; row < kRowTile; row++) {
          const float factor = left[row * aRow];
#pragma GCC unroll 4
          for (int lane = 0; lane < kLanes; lane++) sum[row][lane] += factor * lanes[lane];
        }
      }
      for (int row = 0; row < kRowTile; row++) {
        Lane* out = reinterpret_cast<Lane*>(c + (i + row) * cRow + j);
        for (int lane = 0; lane < kLanes; lane++) out[lane] = Add ? out[lane] + sum[row][lane] : sum[row][lane];
      }
    }
  }
}

}  // namespace stars
