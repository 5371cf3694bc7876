export * from './encoder-by-tensors.js';
export * from './encoder-case.js';
export * from './faulty-files.js';
export { randomWeights } from './random-weights.js';
export * from './tiny-model.js';
export * from './tiny-second-stage.js';
