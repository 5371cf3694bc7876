import type { ScanOptions, StoredProfile } from '../port.js';
import { scanKeys } from './key-scan.js';
import { deletionOf, readFields, storedProfileOf, textOf } from './profile-fields.js';
import type { TenantKeys } from './profile-keys.js';
import type { RedisCommand, RedisLink } from './redis-link.js';
import { sendWindows } from './send-windows.js';

/** Begins the cursors of the second run. */
const FORGOTTEN = 'forgotten ';

/** A page of a tenant's users: a first run through all keys gives existing users, a second one those with only a deletion. */
export async function dumpProfiles(
  link: RedisLink,
  keys: TenantKeys,
  { cursor, limit }: ScanOptions,
): Promise<{ profiles: StoredProfile[]; cursor?: string }> {
  const second = cursor?.startsWith(FORGOTTEN) ?? false;
  const from = second ? cursor!.slice(FORGOTTEN.length) : cursor;
  const page = await scanKeys(link, second ? keys.allForgotten : keys.profiles, {
    limit,
    ...(from ? { cursor: from } : {}),
  });
  const userIds = page.keys.map((key) => (second ? keys.userOfForgotten(key) : keys.userOfProfile(key)));
  const commands = userIds.flatMap((userId): RedisCommand[] => {
    const key = keys.profile(userId);
    return [
      { key, args: ['HGETALL', key] },
      { key, args: ['GET', keys.forgotten(userId)] },
    ];
  });
  const replies = await sendWindows(link, commands, (command) => command);
  const profiles = userIds.flatMap((userId, i) => {
    const fields = readFields(replies[2 * i]!);
    const deletion = replies[2 * i + 1] as Buffer | null;
    if (second && fields.size > 0) return [];
    return storedProfileOf(userId, fields, deletionOf(deletion === null ? '' : textOf(deletion))) ?? [];
  });
  if (page.cursor !== undefined) return { profiles, cursor: (second ? FORGOTTEN : '') + page.cursor };
  return second ? { profiles } : { profiles, cursor: FORGOTTEN };
}
