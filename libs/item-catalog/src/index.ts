export { SqliteItemCatalog } from './embedded.js';
export * from './port.js';
