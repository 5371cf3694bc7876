export * from './tiny-model.js';
