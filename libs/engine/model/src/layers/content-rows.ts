import { ownKernels } from '../kernels/own-kernels.js';
import { statelessUniform } from '../kernels/uniform.js';
import { type Tensor, tf } from '../tf.js';
import { withGradient } from '../with-gradient.js';

/**
 * [e_i + r_i·δ_i ; a_i], [P, E + A]: `rows` [P] is each item's row in δ, or −1 if r_i is 0.
 * @param embedding [P, E], has no gradient @param delta [I, E] @param attributes [P, A]
 * @param drop r_i is 0 for this share of the items too, drawn from the seed.
 */
export function contentRows(
  embedding: Tensor,
  delta: Tensor,
  rows: Int32Array,
  attributes: Tensor,
  drop?: { rate: number; seed: number },
): Tensor {
  const kernels = ownKernels();
  if (kernels) {
    const draws = drop && tf.tidy(() => statelessUniform([rows.length], drop.seed)).dataSync<'float32'>();
    const kept = draws ? rows.map((row, i) => (draws[i]! >= drop.rate ? row : -1)) : rows;
    return withGradient([delta, attributes], () => {
      const places = tf.tensor1d(kept, 'int32');
      const gradient = (dy: Tensor, [d, p, a]: Tensor[]) => kernels.itemContentGradient(dy, d!, p!, a!);
      const value = kernels.itemContent(embedding, delta, places, attributes);
      return { value, kept: [delta, places, attributes], gradient };
    });
  }
  const count = rows.length;
  // For the whole catalogue, each item at its own row, this is δ itself: no look-up, and no scatter in the gradient.
  const inOrder = count === delta.shape[0] && rows.every((row, i) => row === i || row < 0);
  const places = rows.map((row) => Math.max(row, 0));
  const found = inOrder ? delta : tf.gather(delta, tf.tensor1d(places, 'int32'));
  let own: Tensor = found;
  if (drop || rows.some((row) => row < 0)) {
    const present = Float32Array.from(rows, (row) => (row >= 0 ? 1 : 0));
    let mask: Tensor = tf.tensor2d(present, [count, 1]);
    if (drop) {
      mask = tf.mul(mask, tf.cast(tf.greaterEqual(statelessUniform([count, 1], drop.seed), drop.rate), 'float32'));
    }
    own = tf.mul(found, mask);
  }
  return tf.concat([tf.add(embedding, own), attributes], 1);
}
