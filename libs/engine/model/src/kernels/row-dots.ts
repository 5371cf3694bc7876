import { type Tensor, tf } from '../tf.js';
import { ownBackend } from './native-backend.js';
import { OwnKernels } from './own-kernels.js';

/** Inner products [N, H] of each query [N, s] with its own rows [N, H, s]. No gradient: see `rowDotsGradient`. */
export function rowDots(own: Tensor, queries: Tensor): Tensor {
  const backend = ownBackend();
  if (backend) return new OwnKernels(backend).rowDots(own, queries);
  return tf.sum(tf.mul(own, tf.expandDims(queries, 1)), 2);
}

/** From the slope [N, H] of the dots: the gradients of `own` and of the queries. */
export function rowDotsGradient(slope: Tensor, own: Tensor, queries: Tensor): { own: Tensor; queries: Tensor } {
  const backend = ownBackend();
  if (backend) {
    const [dOwn, dQueries] = new OwnKernels(backend).rowDotsGradient(slope, own, queries);
    return { own: dOwn, queries: dQueries };
  }
  const each = tf.expandDims(slope, 2);
  return { own: tf.mul(each, tf.expandDims(queries, 1)), queries: tf.sum(tf.mul(own, each), 1) };
}
