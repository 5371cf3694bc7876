import { type Parameters, parameter } from '../parameters.js';
import { type Tensor, tf } from '../tf.js';
import { layerNorm } from './layer-norm.js';
import { relu } from './relu.js';

/** Pre-norm ReLU feed-forward layer over x [n, d]. */
export function feedForward(parameters: Parameters, prefix: string, x: Tensor): Tensor {
  const p = (name: string): Tensor => parameter(parameters, `${prefix}.feedforward.${name}`);
  const normal = layerNorm(x, p('norm.gain'), p('norm.bias'));
  const hidden = relu(tf.add(tf.matMul(normal as never, p('in.weight') as never), p('in.bias')));
  return tf.add(tf.matMul(hidden as never, p('out.weight') as never), p('out.bias'));
}
