export { databasePath, openEmbeddedStack } from './embedded-stack.js';
export * from './open-stack.js';
export * from './stack.js';
export * from './stack-config.js';
