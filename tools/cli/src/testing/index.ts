export * from './cli-process.js';
export * from './kill-when.js';
