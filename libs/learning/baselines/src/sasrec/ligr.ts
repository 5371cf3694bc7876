import { layerNorm, type ParameterSpec, type Parameters, parameter, type Tensor, tf } from '@stars/model';
import { denseSpecs } from '../networks/baseline-network.js';

/** What a LiGR layer (Borisyuk and others 2025) has beside attention and norms: a gate for each branch, and SwiGLU. */
export function ligrSpecs(layer: string, d: number): ParameterSpec[] {
  const withoutBias = (name: string, from: number, to: number): ParameterSpec => denseSpecs(name, from, to)[0]!;
  return [
    ...denseSpecs(`${layer}.attention.gate`, d, d),
    ...denseSpecs(`${layer}.feedforward.gate`, d, d),
    withoutBias(`${layer}.feedforward.in`, d, 8 * d),
    withoutBias(`${layer}.feedforward.out`, 4 * d, d),
  ];
}

/** x + σ(x·W + b) ∘ branch, all [n, d]. */
export function gated(parameters: Parameters, prefix: string, x: Tensor, branch: Tensor): Tensor {
  const p = (name: string): Tensor => parameter(parameters, `${prefix}.gate.${name}`);
  const gate = tf.sigmoid(tf.add(tf.matMul(x as never, p('weight') as never), p('bias')));
  return tf.add(x, tf.mul(gate, branch));
}

/** Pre-norm SwiGLU over x [n, d]: SiLU(x·W₁) ∘ x·W₂, then W₃, without biases. `in` holds W₁ and W₂ side by side. */
export function ligrFeedForward(
  parameters: Parameters,
  layer: string,
  x: Tensor,
  drop: (hidden: Tensor) => Tensor,
): Tensor {
  const p = (name: string): Tensor => parameter(parameters, `${layer}.feedforward.${name}`);
  const normal = layerNorm(x, p('norm.gain'), p('norm.bias'));
  const [a, b] = tf.split(tf.matMul(normal as never, p('in.weight') as never), 2, 1) as [Tensor, Tensor];
  const hidden = tf.mul(tf.mul(a, tf.sigmoid(a)), b);
  return tf.matMul(drop(hidden) as never, p('out.weight') as never);
}
