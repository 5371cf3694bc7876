import type { ForgottenUser } from '../forgotten-user.js';
import type { ProfilePage, ScanOptions } from '../port.js';
import { scanKeys } from './key-scan.js';
import { deletionOf, readFields, storedProfileOf, textOf } from './profile-fields.js';
import type { TenantKeys } from './profile-keys.js';
import type { RedisLink } from './redis-link.js';

/** A page of a tenant's users and of marks of deleted ones, by both kinds of keys. */
export async function dumpProfiles(
  link: RedisLink,
  keys: TenantKeys,
  options: ScanOptions,
): Promise<Omit<ProfilePage, 'key'>> {
  const { keys: found, cursor } = await scanKeys(link, keys.all, options);
  const owners = found.flatMap((key) => keys.ownerOf(key) ?? []);
  const userIds = owners.flatMap((owner) => ('userId' in owner ? [owner.userId] : []));
  const hashes = owners.flatMap((owner) => ('hash' in owner ? [owner.hash] : []));
  const ask = (names: readonly string[], command: 'HGETALL' | 'GET') =>
    link.exchange(names, (key) => ({ key, args: [command, key] }));
  const [stored, marks, forgotten] = await Promise.all([
    ask(
      userIds.map((userId) => keys.profile(userId)),
      'HGETALL',
    ),
    ask(
      userIds.map((userId) => keys.forgotten(userId)),
      'GET',
    ),
    ask(
      hashes.map((hash) => keys.forgottenAs(hash)),
      'GET',
    ),
  ]);
  return {
    profiles: userIds.flatMap((userId, i) => {
      return storedProfileOf(userId, readFields(stored[i]!), deletionOf(textOfMark(marks[i]))) ?? [];
    }),
    forgotten: hashes.flatMap((hash, i): ForgottenUser[] => {
      const deletion = deletionOf(textOfMark(forgotten[i]));
      if (deletion === undefined) return [];
      const { time: deletedUntil, ...version } = deletion;
      return [{ hash, deletedUntil, ...version }];
    }),
    ...(cursor === undefined ? {} : { cursor }),
  };
}

const textOfMark = (mark: unknown): string => (mark instanceof Uint8Array ? textOf(mark) : '');
