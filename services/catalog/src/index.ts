export * from './catalog.module.js';
export { CATALOG_BACKFILL_GROUP, CATALOG_GROUP, CATALOG_TOPICS } from './catalog-consumer.js';
export type { CatalogDeps } from './catalog-deps.js';
export { catalogEnvironment } from './catalog-environment.js';
export { type RebuildCatalogOptions, rebuildCatalog } from './rebuild-catalog.js';
