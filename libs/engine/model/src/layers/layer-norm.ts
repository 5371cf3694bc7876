import { ownBackend } from '../kernels/native-backend.js';
import { OwnKernels } from '../kernels/own-kernels.js';
import { type Tensor, tf } from '../tf.js';
import { noRows } from './fused-layer.js';

const EPSILON = 1e-5;

/**
 * Layer normalisation over the last axis of x [n, d], with an explicit gradient: automatic differentiation makes a chain of
 * small ops of it, which costs more than the two reductions.
 */
export function layerNorm(x: Tensor, gain: Tensor, bias: Tensor): Tensor {
  const backend = ownBackend();
  if (backend) return fusedLayerNorm(new OwnKernels(backend), x, gain, bias);
  const op = tf.customGrad((input, g, b, save) => {
    const [xs, gs, bs] = [input as Tensor, g as Tensor, b as Tensor];
    const keep = save as unknown as (tensors: Tensor[]) => void;
    const mean = tf.mean(xs, -1, true);
    const centred = tf.sub(xs, mean);
    const inverse = tf.rsqrt(tf.add(tf.mean(tf.square(centred), -1, true), EPSILON));
    const normal = tf.mul(centred, inverse);
    keep([normal, inverse, gs]);
    const gradFunc = (dy: Tensor, saved: Tensor[]): Tensor[] => {
      const [n, inv, scale] = saved as [Tensor, Tensor, Tensor];
      const dn = tf.mul(dy, scale);
      const dx = tf.mul(inv, tf.sub(tf.sub(dn, tf.mean(dn, -1, true)), tf.mul(n, tf.mean(tf.mul(dn, n), -1, true))));
      return [dx, tf.sum(tf.mul(dy, n), 0), tf.sum(dy, 0)];
    };
    return { value: tf.add(tf.mul(normal, gs), bs), gradFunc: gradFunc as never };
  });
  return op(x, gain, bias);
}

function fusedLayerNorm(kernels: OwnKernels, x: Tensor, gain: Tensor, bias: Tensor): Tensor {
  const op = tf.customGrad((input, g, b, save) => {
    const [xs, gs] = [input as Tensor, g as Tensor];
    const [value, stats] = kernels.layerNorm(xs, noRows(xs), gs, b as Tensor);
    (save as unknown as (tensors: Tensor[]) => void)([xs, stats, gs]);
    const gradFunc = (dy: Tensor, [x0, s, scale]: [Tensor, Tensor, Tensor]): Tensor[] => {
      const [dx, , dGain, dBias] = kernels.layerNormGradient(dy, x0, noRows(x0), s, scale, noRows(x0));
      return [dx, dGain, dBias];
    };
    return { value, gradFunc: gradFunc as never };
  });
  return op(x, gain, bias);
}
