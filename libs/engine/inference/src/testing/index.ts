export * from './tiny-joint.js';
export * from './tiny-model.js';
