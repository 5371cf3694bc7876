export * from './containers.js';
export * from './kind.js';
export * from './message.js';
export * from './scalars.js';
