export * from './backend.js';
export * from './context-follower.js';
export * from './model-artifact.js';
export * from './model-store.js';
export * from './safetensors.js';
export * from './score-matrix.js';
export * from './stars-model.js';
