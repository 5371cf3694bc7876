#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <vector>

namespace stars {

/** Elements of a row that are read at once: rows of bytes are padded with zeros to a multiple. */
constexpr size_t kLanes = 16;

constexpr double kLargestByte = 127;

/** More than the rounding of a sum of products in double precision costs. */
constexpr double kRounding = 1e-9;

/** The largest element of a query in whole numbers: so that no sum of products overflows. */
double largestElement(size_t elements);

/** What stands after the elements of a row of bytes. */
struct RowEnd {
  /** What a unit of an element stands for. */
  float scale;
  /** How far a score by bytes is from the score by floats, at most, for a query of length 1. */
  float error;
  /** The element that is farthest from zero, which has no byte: it may be the prior, beside which bytes of the others would be zeros. */
  float largest;
  uint32_t place;
};

/** Rows whose heads lie together: one for each bit of a word of slots. */
constexpr size_t kHeads = 32;

/** What is known of rows without their bytes. Where their largest elements say most, as priors do, few rows are read. */
struct RowHeads {
  float largest[kHeads];
  uint32_t place[kHeads];
  /** The length of the other elements, at least. */
  float rest[kHeads];
};

/** The vectors of a collection twice: floats [stride] by slot, and bytes with heads. */
struct Rows {
  const float* floats;
  size_t stride;
  const int8_t* bytes;
  const RowHeads* heads;

  size_t elements() const { return (stride + kLanes - 1) / kLanes * kLanes; }
  /** From one row of bytes to the next. */
  size_t rowBytes() const { return elements() + sizeof(RowEnd); }
};

struct Hit {
  double slot;
  /** Inner product, summed as in `src/exact-scan.ts`, to the last bit. */
  double score;
};

/** Writes a row [stride] as bytes, and its head as one of 32. */
void putRow(const float* row, size_t stride, int8_t* bytes, RowHeads& heads, size_t at);

/**
 * For each of two queries [stride]: the slots of a bit set that may be among the best k, best first. A slot that is missing
 * has a lower score than k that are there.
 */
std::array<std::vector<Hit>, 2> search(const Rows& rows, const uint32_t* words, size_t wordCount,
                                       const float* const queries[2], size_t k);

/** Inner products of the rows of some slots with a query [stride]; NaN for a slot below 0. @param out [count] */
void scores(const float* floats, size_t stride, const int32_t* slots, size_t count, const float* query, double* out);

}  // namespace stars
