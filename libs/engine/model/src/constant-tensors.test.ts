import { describe, expect, it } from 'vitest';
import { ConstantTensors } from './constant-tensors.js';
import { type Tensor, tf } from './tf.js';

describe('ConstantTensors', () => {
  it('gives one tensor for one array, across tidy scopes, and frees it in dispose', () => {
    const constants = new ConstantTensors();
    const values = Float32Array.of(1, 2, 3, 4);
    const seen: Tensor[] = [];
    tf.tidy(() => void seen.push(constants.get(values, [2, 2])));
    const tensor = seen[0]!;
    expect(tensor.isDisposed).toBe(false);
    expect(constants.get(values, [2, 2])).toBe(tensor);
    expect(tensor.arraySync()).toEqual([
      [1, 2],
      [3, 4],
    ]);
    expect(constants.get(values, [1, 4]).shape).toEqual([1, 4]);
    expect(tensor.isDisposed).toBe(true);
    constants.dispose();
    expect(constants.get(values, [2, 2]).isDisposed).toBe(false);
    constants.dispose();
  });

  it('holds only the most recently used arrays', () => {
    const constants = new ConstantTensors(2);
    const arrays = [1, 2, 3].map((x) => Float32Array.of(x));
    const [a, b] = arrays.map((values) => constants.get(values, [1, 1]));
    expect(a!.isDisposed).toBe(true);
    expect(constants.get(arrays[1]!, [1, 1])).toBe(b);
    constants.get(Float32Array.of(4), [1, 1]);
    expect(b!.isDisposed).toBe(false);
    constants.dispose();
    expect(b!.isDisposed).toBe(true);
  });
});
