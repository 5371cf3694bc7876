import { expect } from 'vitest';
import { describeStatelessUniform } from '../testing/stateless-uniform.js';
import { tf } from '../tf.js';
import { nativeBackend } from './native-backend.js';

describeStatelessUniform(async () => {
  await tf.setBackend('cpu');
  expect(nativeBackend()).toBeUndefined();
});
