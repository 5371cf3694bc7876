import { ownKernels } from '../kernels/own-kernels.js';
import { statelessUniform } from '../kernels/uniform.js';
import { type Tensor, tf } from '../tf.js';
import { withGradient } from '../with-gradient.js';

/** Gives a new seed to each dropout, so that one number reproduces a whole step. */
export class DropoutSeeds {
  #drawn = 0;

  constructor(
    private readonly step: number,
    private readonly base: number,
  ) {}

  next(): number {
    this.#drawn++;
    return (Math.imul(this.step + 1, 0x9e3779b1) ^ Math.imul(this.#drawn, 0x85ebca6b) ^ this.base) | 0;
  }
}

/** Inverted dropout; the identity if rate is 0 or there are no seeds (inference). */
export function dropout(x: Tensor, rate: number, seeds: DropoutSeeds | undefined): Tensor {
  if (!seeds || rate === 0) return x;
  const kernels = ownKernels();
  if (kernels) {
    const drop = { rate, seed: seeds.next() };
    // The gradient draws the mask again from its seed.
    return withGradient([x], () => ({
      value: kernels.dropout(x, drop),
      gradient: (dy) => [kernels.dropout(dy, drop)],
    }));
  }
  const keep = 1 - rate;
  const mask = tf.div(tf.cast(tf.less(statelessUniform(x.shape, seeds.next()), keep), 'float32'), keep);
  return tf.mul(x, mask);
}
