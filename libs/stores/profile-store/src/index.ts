export { storedEventId } from '@stars/contracts';
export { SqliteProfileStore } from './embedded.js';
export { endInactive } from './end-inactive.js';
export type { PackedHistory } from './history-codec.js';
export { eventAt, holdsEvent, typeAt, unpackEvents } from './history-events.js';
export { isLostCursor, pagesOfUsers } from './pages-of-users.js';
export * from './port.js';
export type { RedisProfileStoreOptions } from './redis/open.js';

/** Its client is loaded here: a process of an embedded stack starts without it. */
export const openRedisProfileStore: typeof import('./redis/open.js').openRedisProfileStore = async (options) =>
  (await import('./redis/open.js')).openRedisProfileStore(options);
