import type { ScanOptions, StoredProfile } from '../port.js';
import { scanKeys } from './key-scan.js';
import { deletionOf, readFields, storedProfileOf, textOf } from './profile-fields.js';
import type { TenantKeys } from './profile-keys.js';
import type { RedisLink } from './redis-link.js';

/** A page of a tenant's users, by both kinds of keys: a deletion is given by itself only where it is all that is left of a user. */
export async function dumpProfiles(
  link: RedisLink,
  keys: TenantKeys,
  options: ScanOptions,
): Promise<{ profiles: StoredProfile[]; cursor?: string }> {
  const { keys: found, cursor } = await scanKeys(link, keys.all, options);
  const users = found.flatMap((key) => keys.userOf(key) ?? []);
  const [hashes, marks] = await Promise.all([
    link.exchange(users, ({ userId }) => ({ key: keys.profile(userId), args: ['HGETALL', keys.profile(userId)] })),
    link.exchange(users, ({ userId }) => ({ key: keys.profile(userId), args: ['GET', keys.forgotten(userId)] })),
  ]);
  const profiles = users.flatMap(({ userId, isDeletion }, i) => {
    const fields = readFields(hashes[i]!);
    const deletion = marks[i] as Buffer | null;
    if (isDeletion && fields.size > 0) return [];
    return storedProfileOf(userId, fields, deletionOf(deletion === null ? '' : textOf(deletion))) ?? [];
  });
  return cursor === undefined ? { profiles } : { profiles, cursor };
}
