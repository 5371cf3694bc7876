export * from './otlp-receiver.js';
export * from './replacing.js';
