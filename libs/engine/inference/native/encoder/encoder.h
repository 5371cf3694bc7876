// The forward pass of the model (docs/reference/model-equations.md), for users and for items.
#pragma once

#include "weights.h"

namespace stars {

/** Larger than any basket's index: there is no token. */
constexpr int32_t kPadding = 1 << 20;

/** B sequences of at most L tokens: `SequenceBatch` of libs/engine/model with one copy of [USER] each. */
struct Sequences {
  int64_t size, length;
  /** [P, d] */
  const float* tokens;
  /** [B, L], [B, L, F], [B, L], [B, L] */
  const int32_t* item;
  const float *side, *hours;
  const int32_t* basket;
  /** [B] */
  const int32_t* cutBasket;
  const float* cutHours;
  /** [B, N], [B, C], [B] */
  const float* userNumeric;
  const int32_t* userCategorical;
  const float* userKnown;
  /** [B] the token of each sequence that h_next is read from. */
  const int32_t* last;
};

/** Tokens of a sequence: what follows is padding. */
inline int64_t tokensOf(const Sequences& batch, int64_t b) {
  int64_t tokens = batch.length;
  while (tokens > 0 && batch.basket[b * batch.length + tokens - 1] >= kPadding) tokens--;
  return tokens;
}

/** h_gen and h_next of each user, [B, serving]; the same bits whatever else is in the batch. */
void encodeUsers(const Weights& weights, const Sequences& batch, float* general, float* next);

/** P items; `deltaRow` below 0: the item has no δ. */
struct Items {
  int64_t count;
  /** [P, E], [P, V], [P], [I, E] */
  const float *embedding, *tags;
  const int32_t* deltaRow;
  const float* delta;
  /** [P] λ·log p_j; null if the prior does not serve. */
  const float* prior;
};

/** x_i without context [P, d] and v_j [P, serving]. */
void encodeItems(const Weights& weights, const Items& items, float* tokens, float* vectors);

/** out [queries, rows] = inner products of vectors of one width. */
void innerProducts(const float* queries, int64_t queryCount, const float* rows, int64_t rowCount, int64_t width, float* out);

}  // namespace stars
