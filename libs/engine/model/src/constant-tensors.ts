import { type Tensor, tf } from './tf.js';

/**
 * Tensors of arrays that are the same objects in every step, such as the content of the whole catalogue: they go to the
 * backend once and not once a step. Who owns this owns the tensors.
 */
export class ConstantTensors {
  readonly #known = new Map<Float32Array, Tensor>();

  /** @param limit Arrays that are held at most; the one unused longest goes first. */
  constructor(private readonly limit = 4) {}

  /** The array as a tensor of that shape. It stays the owner's: not to be disposed by who asks. */
  get(values: Float32Array, shape: [number, number]): Tensor {
    let tensor = this.#known.get(values);
    if (tensor && (tensor.isDisposed || tensor.shape.join() !== shape.join())) {
      tensor.dispose();
      tensor = undefined;
    }
    tensor ??= tf.keep(tf.tensor2d(values, shape));
    this.#known.delete(values);
    this.#known.set(values, tensor);
    for (const [oldest, held] of this.#known) {
      if (this.#known.size <= this.limit) break;
      held.dispose();
      this.#known.delete(oldest);
    }
    return tensor;
  }

  dispose(): void {
    for (const tensor of this.#known.values()) tensor.dispose();
    this.#known.clear();
  }
}
