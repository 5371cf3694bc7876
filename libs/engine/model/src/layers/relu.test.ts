import fc from 'fast-check';
import { expect, it } from 'vitest';
import { tf } from '../tf.js';
import { relu } from './relu.js';

it('has the value and the gradient of TensorFlow.js, bit for bit', () => {
  const values = fc.array(fc.float({ noNaN: true, noDefaultInfinity: true }), { minLength: 1, maxLength: 20 });
  fc.assert(
    fc.property(values, (x) => {
      const [own, theirs] = [relu, tf.relu].map((of) =>
        tf.tidy(() => {
          const { value, grad } = tf.valueAndGrad((t) => tf.sum(tf.mul(of(t), tf.add(tf.range(0, x.length), 0.5))))(
            tf.tensor1d(x),
          );
          return [value.dataSync(), grad.dataSync()];
        }),
      );
      expect(own).toEqual(theirs);
    }),
  );
});
