export * from './catalog.module.js';
export { catalogEnvironment } from './catalog-environment.js';
export { type RebuildCatalogOptions, rebuildCatalog } from './rebuild-catalog.js';
