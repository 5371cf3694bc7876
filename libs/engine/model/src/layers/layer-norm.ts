import { ownKernels } from '../kernels/own-kernels.js';
import { type Tensor, tf } from '../tf.js';
import { withGradient } from '../with-gradient.js';

const EPSILON = 1e-5;

/**
 * Layer normalisation over the last axis of x [n, d], with an explicit gradient: automatic differentiation makes a chain of
 * small ops of it, which costs more than the two reductions.
 */
export function layerNorm(x: Tensor, gain: Tensor, bias: Tensor): Tensor {
  const kernels = ownKernels();
  if (kernels) {
    return withGradient([x, gain, bias], () => {
      const [value, stats] = kernels.layerNorm(x, noRows(x), gain, bias);
      const gradient = (dy: Tensor, [xs, s, scale]: Tensor[]): Tensor[] => {
        const none = noRows(xs!);
        const [dx, , dGain, dBias] = kernels.layerNormGradient(dy, xs!, none, s!, scale!, none);
        return [dx, dGain, dBias];
      };
      return { value, kept: [x, stats, gain], gradient };
    });
  }
  return withGradient([x, gain, bias], () => {
    const centred = tf.sub(x, tf.mean(x, -1, true));
    const inverse = tf.rsqrt(tf.add(tf.mean(tf.square(centred), -1, true), EPSILON));
    const normal = tf.mul(centred, inverse);
    const gradient = (dy: Tensor, [n, inv, scale]: Tensor[]): Tensor[] => {
      const dn = tf.mul(dy, scale!);
      const dx = tf.mul(inv!, tf.sub(tf.sub(dn, tf.mean(dn, -1, true)), tf.mul(n!, tf.mean(tf.mul(dn, n!), -1, true))));
      return [dx, tf.sum(tf.mul(dy, n!), 0), tf.sum(dy, 0)];
    };
    return { value: tf.add(tf.mul(normal, gain), bias), kept: [normal, inverse, gain], gradient };
  });
}

/** Empty input for a kernel's leading rows or residual, if there is none. */
export const noRows = (like: Tensor): Tensor => tf.zeros([0, like.shape[1]!]);
