import { keyPages } from './key-scan.js';
import { fieldOfVectors, isFieldOfVectors } from './profile-fields.js';
import type { RedisLink } from './redis-link.js';

/** Drops the vectors of other models from all profiles that the pattern finds. */
export async function retainVectors(link: RedisLink, pattern: string, modelVersions: readonly string[]): Promise<void> {
  const kept = new Set(modelVersions.map(fieldOfVectors));
  for await (const keys of keyPages(link, pattern)) {
    const fields = await link.exchange(keys, (key) => ({ key, args: ['HKEYS', key] }));
    const dropped = keys.flatMap((key, i) => {
      const old = (fields[i] as Buffer[]).map(String).filter((field) => isFieldOfVectors(field) && !kept.has(field));
      return old.length === 0 ? [] : { key, old };
    });
    await link.exchange(dropped, ({ key, old }) => ({ key, args: ['HDEL', key, ...old] }));
  }
}
