import { PADDING_BASKET, type SequenceBatch } from '../batch.js';
import { ALL_PARTS, type ModelParts } from '../config.js';
import { type Tensor, tf } from '../tf.js';

const HIDDEN = -1e9;
/** log1p of a year in hours: the scale that makes a year's gap 1. */
const YEAR = Math.log1p(24 * 365);

type FrameParts = Pick<ModelParts, 'user' | 'recency'>;

/** Visibility and time distances between queries and keys. */
export interface AttentionFrame {
  /** [B, 1, Q, 1 + Q], 0 if visible, else a large negative number. */
  mask: Tensor;
  /** [B, 1, Q, 1 + Q], log-scaled distance in time, about 0 to 1. */
  gap: Tensor;
}

/**
 * Visibility: an item sees [USER], its own basket and earlier ones; a copy sees [USER], the items before its cut
 * and itself; nothing sees a copy. So no output depends on anything later than itself (docs/reference/model-equations.md, Sequence).
 * Without the part `user` nothing sees [USER]; without `recency` all are equally far.
 */
export function attentionFrame(batch: SequenceBatch, parts: FrameParts = ALL_PARTS): AttentionFrame {
  const { size: B, length: L, cuts: K } = batch;
  const queries = L + K;
  // As floats: indices below 2^24 are exact, and mixing in a plain number would convert them anyway.
  const itemBasket = tf.tensor2d(Float32Array.from(batch.basket), [B, L]);
  const keyItems = tf.reshape(itemBasket, [B, 1, 1, L]);
  const lastSeen = tf.concat([itemBasket, tf.sub(tf.tensor2d(Float32Array.from(batch.cutBasket), [B, K]), 1)], 1);
  const seesItem = tf.greaterEqual(tf.reshape(lastSeen, [B, 1, queries, 1]), keyItems);
  // A padded query sees its own padding, so softmax stays finite; the result is never used.
  const toItems = tf.mul(tf.cast(tf.logicalNot(seesItem), 'float32'), HIDDEN);
  const selfOnly = new Float32Array(queries * K).fill(HIDDEN);
  for (let k = 0; k < K; k++) selfOnly[(L + k) * K + k] = 0;
  const toCopies = tf.tile(tf.tensor4d(selfOnly, [1, 1, queries, K]), [B, 1, 1, 1]);
  const toUser = parts.user ? tf.zeros([B, 1, queries, 1]) : tf.fill([B, 1, queries, 1], HIDDEN);
  const mask = tf.concat([toUser, toItems, toCopies], 3);
  if (!parts.recency) return { mask, gap: tf.zeros(mask.shape) };
  return { mask, gap: tf.reshape(timeGap(batch), [B, 1, queries, queries + 1]) };
}

/** [B, Q, 1 + Q], log-scaled distance in time of each query from each key; 0 from [USER], which leads the keys. */
export function timeGap(batch: SequenceBatch): Tensor {
  const B = batch.size;
  const queries = batch.length + batch.cuts;
  const hours = hoursOf(batch);
  const between = tf.abs(tf.sub(tf.reshape(hours, [B, queries, 1]), tf.reshape(hours, [B, 1, queries])));
  return tf.concat([tf.zeros([B, queries, 1]), tf.div(tf.log1p(between), YEAR)], 2);
}

/** [B, Q], of items and copies, from the first token. */
export function hoursOf({ size: B, length: L, cuts: K, hours, cutHours }: SequenceBatch): Tensor {
  return tf.concat([tf.tensor2d(hours, [B, L]), tf.tensor2d(cutHours, [B, K])], 1);
}

/**
 * [B, Q] visible items of each query for the native kernel: baskets ascend, so these are the first items of the sequence.
 * A token: their number n. A copy, which also sees itself: −1 − n. Padding sees no item.
 */
export function visiblePrefixes(batch: SequenceBatch): Int32Array {
  const { size: B, length: L, cuts: K, basket, cutBasket } = batch;
  const prefixes = new Int32Array(B * (L + K));
  for (let b = 0; b < B; b++) {
    const own = basket.subarray(b * L, (b + 1) * L);
    const out = prefixes.subarray(b * (L + K), (b + 1) * (L + K));
    let end = L;
    while (end > 0 && own[end - 1]! >= PADDING_BASKET) end--;
    // From the end: all tokens of one basket see up to its last token.
    let last = end;
    for (let i = end - 1; i >= 0; i--) {
      if (i + 1 < end && own[i + 1]! !== own[i]!) last = i + 1;
      out[i] = last;
    }
    for (let k = 0; k < K; k++) {
      let seen = 0;
      while (seen < end && own[seen]! < cutBasket[b * K + k]!) seen++;
      out[L + k] = -1 - seen;
    }
  }
  return prefixes;
}
