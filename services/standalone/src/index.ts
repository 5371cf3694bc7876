export * from './consumer-groups.js';
export * from './embedded-stack.js';
export { CONSUMER_GROUPS } from './service-modules.js';
export * from './stack.js';
export * from './standalone.js';
