/** Item content, input of the model: P items of one call. */
export interface ItemInputs {
  count: number;
  /** [P, E] reduced text embeddings e, row-major. */
  embedding: Float32Array;
  /** [P, V] multi-hot tags m. */
  tags: Float32Array;
  /** [P] row in δ, or -1: the item has no δ. */
  deltaRow: Int32Array;
  /** True if `embedding` and `tags` are the same unchanged objects in every call: the whole catalogue. */
  constant?: boolean;
}

/** Sequences, input of the encoder. B sequences of at most L items, with K read-only copies of [USER] each. */
export interface SequenceBatch {
  size: number;
  length: number;
  cuts: number;
  /** [B, L] row in the call's ItemInputs; padding may name any row. */
  item: Int32Array;
  /** [B, L, F] engagement, context and recency of each token. */
  side: Float32Array;
  /** [B, L] hours since any fixed moment of the sequence. */
  hours: Float32Array;
  /** [B, L] index of the token's basket, ascending from 0; PADDING_BASKET if there is no token. */
  basket: Int32Array;
  /** [B, K] a copy sees the tokens of baskets below this. */
  cutBasket: Int32Array;
  /** [B, K] the copy's own time, hours. */
  cutHours: Float32Array;
  /** [B, N] normalised numbers. */
  userNumeric: Float32Array;
  /** [B, C] row in each categorical table; 0 is absent. */
  userCategorical: Int32Array;
  /** [B] 1 if the user has any feature; 0 uses the learned default. */
  userKnown: Float32Array;
}

/** Larger than any basket's index: nothing attends to it. */
export const PADDING_BASKET = 1 << 20;
