import { type Tensor, tf } from './tf.js';

/**
 * Tensors of arrays that are the same objects in every step, such as the content of the whole catalogue: they go to the
 * backend once instead of in every step. The owner of this object owns the tensors.
 */
export class ConstantTensors {
  readonly #known = new Map<Float32Array, Tensor>();

  /** The array as a tensor, always of the shape that it was first asked for. The caller must not dispose of it. */
  get(values: Float32Array, shape: [number, number]): Tensor {
    const tensor = this.#known.get(values) ?? tf.keep(tf.tensor2d(values, shape));
    this.#known.set(values, tensor);
    return tensor;
  }

  dispose(): void {
    for (const tensor of this.#known.values()) tensor.dispose();
    this.#known.clear();
  }
}
