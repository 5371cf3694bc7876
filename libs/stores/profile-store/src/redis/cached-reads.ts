import type { ProfileCache, StoredFields } from './profile-cache.js';
import { copyFields, readFields } from './profile-fields.js';
import type { RedisLink } from './redis-link.js';

/** All fields of profiles, by key, in order: from the cache if it has them, else in one round trip. */
export async function readProfiles(
  link: RedisLink,
  cache: ProfileCache,
  keys: readonly string[],
): Promise<StoredFields[]> {
  const ask = async (asked: readonly string[]): Promise<StoredFields[]> =>
    (await link.exchange(asked.map((key) => ({ key, args: ['HGETALL', key] })))).map(readFields);
  if (!cache.enabled) return ask(keys);

  const known = new Map<string, StoredFields>();
  const places = new Map<string, object>();
  for (const key of new Set(keys)) {
    const fields = cache.find(key);
    if (fields !== undefined) known.set(key, fields);
    else places.set(key, cache.reserve(key));
  }
  try {
    const asked = [...places.keys()];
    const found = (await ask(asked)).map(copyFields);
    for (const [i, key] of asked.entries()) {
      known.set(key, found[i]!);
      cache.keep(key, places.get(key)!, found[i]!);
    }
  } catch (error) {
    for (const [key, place] of places) cache.release(key, place);
    throw error;
  }
  return keys.map((key) => known.get(key)!);
}
