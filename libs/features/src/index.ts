export * from './interaction-log.js';
export * from './local-time.js';
