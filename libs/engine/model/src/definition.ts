// What a model is, without TensorFlow: its sizes, its parameters' names and shapes, its inputs, and what is computed of few numbers.
export * from './batch.js';
export * from './check-config.js';
export * from './config.js';
export * from './moment-offset.js';
export * from './one-cycle.js';
export * from './parameter-specs.js';
export * from './popularity-prior.js';
export * from './random.js';
