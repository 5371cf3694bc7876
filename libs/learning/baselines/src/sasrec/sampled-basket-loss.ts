import { createRandom, type Tensor, tf } from '@stars/model';

export interface SampledBaskets {
  /** [N] of the states */
  rows: Int32Array;
  /** [N] items of each basket */
  targets: readonly Uint32Array[];
  /** Items that are drawn uniformly for each basket, with replacement. */
  negatives: number;
  seed: number;
}

/**
 * Mean cross entropy of the next baskets, logit = state · item: each item of a basket against the sampled items of that
 * basket. The items of a basket share its weight.
 * @param states [B·L, d] @param items [I, d]
 */
export function sampledBasketLoss(states: Tensor, items: Tensor, baskets: SampledBaskets): Tensor {
  const { rows, targets, negatives, seed } = baskets;
  const [n, d] = [rows.length, items.shape[1]!];
  const random = createRandom(seed);
  const drawn = Int32Array.from({ length: n * negatives }, () => Math.floor(random() * items.shape[0]!));
  const ints = (values: Iterable<number>): Tensor => tf.tensor1d(Int32Array.from(values), 'int32');
  const queries = tf.gather(states, ints(rows));
  const others = tf.reshape(tf.gather(items, ints(drawn)), [n, negatives, d]);
  const total = tf.logSumExp(tf.reshape(tf.matMul(others, tf.reshape(queries, [n, d, 1])), [n, negatives]), 1);
  const basketOf = ints(targets.flatMap((basket, row) => Array.from(basket, () => row)));
  const own = tf.mul(tf.gather(queries, basketOf), tf.gather(items, ints(targets.flatMap((basket) => [...basket]))));
  // −log(e^own / (e^own + Σ e^others))
  const losses = tf.softplus(tf.sub(tf.gather(total, basketOf), tf.sum(own, 1)));
  const shares = targets.flatMap((basket) => Array.from(basket, () => 1 / (basket.length * n)));
  return tf.sum(tf.mul(losses, tf.tensor1d(shares)));
}
