#pragma once

#include <cstddef>
#include <cstdint>

#include "best_values.h"

/** What functions are compiled for; `module.cc` lets none be called on a processor that lacks it. */
#define AVX512 __attribute__((target("avx512f,avx512bw,avx512dq,avx512vl,avx512vnni")))

namespace stars {

/** What stands after a row's elements. */
struct Extra {
  float scale;
  float error;
  int32_t shift;
  int32_t unused;
};

/** Rows of bytes, each its elements and then an `Extra`. */
struct Rows {
  const uint8_t* first;
  size_t bytes;
  size_t elements;
};

/** A row that had a chance when it was met, as the caller reads it. */
struct Contender {
  int32_t slot;
  float bound;
};

/** A query, and what it has met so far. */
struct Query {
  const uint8_t* elements;
  double scale;
  double norm;
  double slack;
  bool asked;
  BestValues best;
  Contender* found;
  int32_t count;

  void add(int32_t slot, float bound, float error) {
    if (bound < best.threshold()) return;
    found[count++] = {slot, bound};
    // The score is as far below the middle, at most, as the bound is above it.
    best.offer(bound - 2 * (norm * error + slack));
  }

  /** Leaves those that still have a chance. */
  void settle() {
    const double threshold = best.threshold();
    int32_t left = 0;
    for (int32_t i = 0; i < count; i++) {
      if (!(found[i].bound < threshold)) found[left++] = found[i];
    }
    count = left;
  }
};

/** Offers the rows of a bit set, by slot, to those queries that are asked; then they keep those that still have a chance. */
void scan(const Rows& rows, const uint32_t* words, size_t wordCount, Query queries[2]);

/** The inner products of a query [stride] with some rows of a matrix, equal to those of `src/exact-scan.ts` to the last bit. */
void score(const float* matrix, size_t stride, const float* query, const int32_t* slots, size_t count, double* scores);

}  // namespace stars
