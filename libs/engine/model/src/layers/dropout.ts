import { ownBackend } from '../kernels/native-backend.js';
import { type Drop, OwnKernels } from '../kernels/own-kernels.js';
import { statelessUniform } from '../kernels/uniform.js';
import { type Tensor, tf } from '../tf.js';

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
  const backend = ownBackend();
  if (backend) return fusedDropout(new OwnKernels(backend), x, { rate, seed: seeds.next() });
  const keep = 1 - rate;
  const mask = tf.div(tf.cast(tf.less(statelessUniform(x.shape, seeds.next()), keep), 'float32'), keep);
  return tf.mul(x, mask);
}

/** The gradient draws the mask again from its seed. */
function fusedDropout(kernels: OwnKernels, x: Tensor, drop: Drop): Tensor {
  const op = tf.customGrad((input) => ({
    value: kernels.dropout(input as Tensor, drop),
    gradFunc: ((dy: Tensor) => kernels.dropout(dy, drop)) as never,
  }));
  return op(x);
}
