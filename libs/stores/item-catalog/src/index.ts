export { type ElasticsearchCatalogOptions, openElasticsearchItemCatalog } from './elasticsearch/open.js';
export { SqliteItemCatalog } from './embedded.js';
export * from './port.js';
