export * from './small-log.js';
