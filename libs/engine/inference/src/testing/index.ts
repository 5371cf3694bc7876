export * from './faulty-files.js';
export * from './tiny-model.js';
export * from './tiny-second-stage.js';
export { randomWeights } from './random-weights.js';
