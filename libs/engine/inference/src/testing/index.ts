export * from './faulty-files.js';
export { randomWeights } from './random-weights.js';
export * from './tiny-model.js';
export * from './tiny-second-stage.js';
