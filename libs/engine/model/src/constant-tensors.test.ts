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
    constants.dispose();
    expect(tensor.isDisposed).toBe(true);
    expect(constants.get(values, [2, 2]).isDisposed).toBe(false);
    constants.dispose();
  });
});
