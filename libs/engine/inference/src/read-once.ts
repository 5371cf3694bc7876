import { type Tensor, tf } from '@stars/model';

/** The values of the tensors that `compute` makes. Read outside of tidy, which would walk every number it returns. */
export function readOnce<T extends Tensor[]>(compute: () => [...T]): { [K in keyof T]: Float32Array } {
  const tensors = tf.tidy(compute);
  const values = tensors.map((tensor) => tensor.dataSync() as Float32Array) as { [K in keyof T]: Float32Array };
  tf.dispose(tensors);
  return values;
}
