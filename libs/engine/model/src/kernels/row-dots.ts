import { type Tensor, tf } from '../tf.js';
import { ownKernels } from './own-kernels.js';

/** Inner products [N, H] of each query [N, s] with its own rows [N, H, s]. No gradient: see `rowDotsGradient`. */
export const rowDots = (own: Tensor, queries: Tensor): Tensor =>
  ownKernels()?.rowDots(own, queries) ?? tf.sum(tf.mul(own, tf.expandDims(queries, 1)), 2);

/** From the slope [N, H] of the dots: the gradients of `own` and of the queries. */
export function rowDotsGradient(slope: Tensor, own: Tensor, queries: Tensor): [own: Tensor, queries: Tensor] {
  const kernels = ownKernels();
  if (kernels) return kernels.rowDotsGradient(slope, own, queries);
  const each = tf.expandDims(slope, 2);
  return [tf.mul(each, tf.expandDims(queries, 1)), tf.sum(tf.mul(own, each), 1)];
}
