export * from './cli-process.js';
export * from './kill-when.js';
export * from './server-process.js';
export * from './servers-world.js';
export * from './service-process.js';
