export * from './households-on-a-bus.js';
export * from './shop-on-a-bus.js';
