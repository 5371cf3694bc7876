export { type CopyOptions, copyProfiles } from './copy-profiles.js';
export { SqliteProfileStore } from './embedded.js';
export { storedEventId } from './history-merge.js';
export * from './port.js';
export { openRedisProfileStore, type RedisProfileStoreOptions } from './redis/open.js';
