// The one import of TensorFlow.js. It is CommonJS with computed exports: in ESM only its default import is complete.
import tf from '@tensorflow/tfjs';

export type { Scalar, Tensor, Tensor1D, Tensor2D, Tensor3D, Tensor4D } from '@tensorflow/tfjs';
export { tf };
