export * from './reference-case.js';
export * from './reference-comparison.js';
