import { type Tensor, tf } from './tf.js';

/**
 * Tensors of arrays that are the same objects in every step, such as the content of the whole catalogue: they go to the
 * backend once instead of in every step. The owner of this object owns the tensors.
 */
export class ConstantTensors {
  readonly #known = new Map<Float32Array, Tensor>();

  /** @param limit Most arrays held; the least recently used one is dropped first. */
  constructor(private readonly limit = 4) {}

  /** The array as a tensor of that shape. The owner keeps it: the caller must not dispose of it. */
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
