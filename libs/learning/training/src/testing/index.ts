export * from './households-on-a-bus.js';
