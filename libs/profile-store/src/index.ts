export { SqliteProfileStore } from './embedded.js';
export * from './port.js';
