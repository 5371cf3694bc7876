export type { ElasticsearchCatalogOptions } from './elasticsearch/open.js';
export { SqliteItemCatalog } from './embedded.js';
export { pagesOfItems } from './pages-of-items.js';
export * from './port.js';
export { backSince, type ChangeTime, effectivePrice, type PriceDrop, type RecentChanges } from './recent-changes.js';

/** Its client is loaded here: a process of an embedded stack starts without it. */
export const openElasticsearchItemCatalog: typeof import('./elasticsearch/open.js').openElasticsearchItemCatalog =
  async (options) => (await import('./elasticsearch/open.js')).openElasticsearchItemCatalog(options);
