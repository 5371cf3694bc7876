import { createRandom } from '../random.js';
import { type Tensor, tf } from '../tf.js';
import { nativeBackend } from './native-backend.js';

/**
 * Uniform numbers in [0, 1) of a shape, a pure function of the seed on each backend (not the same bits across
 * backends). tf.randomUniform draws each number in JavaScript, which would cost more than the layer itself.
 */
export function statelessUniform(shape: number[], seed: number): Tensor {
  const native = nativeBackend();
  if (native) {
    const { TF_ATTR_TYPE, TF_FLOAT, TF_INT32 } = native.binding;
    const attributes = [
      { name: 'dtype', type: TF_ATTR_TYPE, value: TF_FLOAT },
      { name: 'T', type: TF_ATTR_TYPE, value: TF_INT32 },
      { name: 'Tseed', type: TF_ATTR_TYPE, value: TF_INT32 },
    ];
    return tf.tidy(() =>
      native.executeSingleOutput('StatelessRandomUniform', attributes, [
        tf.tensor1d(shape, 'int32'),
        tf.tensor1d([seed | 0, 0x5eed], 'int32'),
      ]),
    );
  }
  const random = createRandom(seed);
  const values = new Float32Array(shape.reduce((product, side) => product * side, 1));
  for (let i = 0; i < values.length; i++) values[i] = random();
  return tf.tensor(values, shape, 'float32');
}
