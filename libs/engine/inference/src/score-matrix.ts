import { tf } from '@stars/model';

/** A matrix of item vectors that stays on the device between calls. */
export class ItemMatrix {
  readonly #tensor: ReturnType<typeof tf.tensor2d>;

  /** @param vectors [I, s], row-major. */
  constructor(
    vectors: Float32Array,
    readonly width: number,
  ) {
    this.#tensor = tf.tensor2d(vectors, [vectors.length / width, width]);
  }

  /** Inner products of [B, s] queries with every item: [B, I], row-major. */
  scores(queries: Float32Array): Float32Array {
    const product = tf.tidy(() =>
      tf.matMul(tf.tensor2d(queries, [queries.length / this.width, this.width]), this.#tensor, false, true),
    );
    // Read outside of tidy, which walks every element of what its function returns in search of tensors: 6.5 million
    // scores would take seconds, the product itself milliseconds.
    const scores = product.dataSync() as Float32Array;
    product.dispose();
    return scores;
  }

  dispose(): void {
    this.#tensor.dispose();
  }
}
