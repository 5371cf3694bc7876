import { type Tensor, tf } from './tf.js';

/** A value, the tensors that its gradient needs, and the gradients of the inputs, in their order. */
export interface Differentiable {
  value: Tensor;
  kept?: Tensor[];
  /** @param dy Gradient of the value. @param kept Those of the forward pass: others are gone by then. */
  gradient: (dy: Tensor, kept: Tensor[]) => Tensor[];
}

/** What `forward` makes of the inputs, with a gradient of its own in place of the automatic one. */
export function withGradient(inputs: Tensor[], forward: (inputs: Tensor[]) => Differentiable): Tensor {
  const op = tf.customGrad((...args: unknown[]) => {
    const save = args.at(-1) as (tensors: Tensor[]) => void;
    const { value, kept = [], gradient } = forward(args.slice(0, -1) as Tensor[]);
    save(kept);
    return { value, gradFunc: gradient as never };
  });
  return op(...inputs);
}
