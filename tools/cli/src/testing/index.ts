export * from './cli-process.js';
