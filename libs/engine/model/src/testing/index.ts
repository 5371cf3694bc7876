export * from './fused-comparison.js';
export * from './reference-case.js';
export * from './reference-comparison.js';
export * from './training-comparison.js';
