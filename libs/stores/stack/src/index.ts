export { CATALOG_INDEXER_GROUPS, isIndexerBehind } from './catalog-indexer-groups.js';
export * from './consumer-groups.js';
export { databasePath, openEmbeddedStack } from './embedded-stack.js';
export * from './folder-lock.js';
export * from './lag-gauge.js';
export * from './open-stack.js';
export * from './service-process.js';
export * from './stack.js';
export * from './stack-config.js';
