import { chunks, mapBounded } from '@stars/platform';
import type { StoredProfile } from '../port.js';
import { deletionText, fieldsOf } from './profile-fields.js';
import type { TenantKeys } from './profile-keys.js';
import type { RedisCommand, RedisLink } from './redis-link.js';
import { RESTORE } from './redis-script.js';
import { WINDOW, WINDOWS } from './send-windows.js';

export interface LoadOptions {
  /** Keys of two users may lie on two servers. */
  cluster: boolean;
  newToken: () => string;
  /** For the profiles to live; '0' for ever. */
  seconds: string;
}

/** Users of one lookup command if one server has all keys. */
const USERS_A_QUESTION = 20;

/**
 * Stores the profiles of users that are not known yet; returns how many they are. It looks up
 * first and then writes, if possible by plain commands: a script copies and hashes each value in Lua, at twice the cost. So nothing
 * else should write the same users meanwhile. While the server answers for one window, the next is written out.
 */
export async function loadProfiles(
  link: RedisLink,
  keys: TenantKeys,
  profiles: readonly StoredProfile[],
  options: LoadOptions,
): Promise<number> {
  const taken = await mapBounded(chunks(profiles, WINDOW), WINDOWS, async (window) => {
    const fresh = await unknownOf(link, keys, window, options.cluster ? 1 : USERS_A_QUESTION);
    await link.exchangeNumbers(fresh.map((profile) => commandOf(keys, profile, options)));
    return fresh.length;
  });
  return taken.reduce((sum, each) => sum + each, 0);
}

function commandOf(keys: TenantKeys, profile: StoredProfile, { newToken, seconds }: LoadOptions): RedisCommand {
  const key = keys.profile(profile.userId);
  const fields = fieldsOf(profile, newToken());
  const deletion = deletionText(profile);
  if (deletion === '' && seconds === '0') return { key, args: ['HSET', key, ...fields] };
  return { key, script: RESTORE, args: ['2', key, keys.forgotten(profile.userId), deletion, seconds, ...fields] };
}

async function unknownOf(
  link: RedisLink,
  keys: TenantKeys,
  profiles: readonly StoredProfile[],
  groupSize: number,
): Promise<StoredProfile[]> {
  const groups = chunks(profiles, groupSize);
  const counts = await link.exchangeNumbers(
    groups.map((group) => {
      const names = group.flatMap(({ userId }) => [keys.profile(userId), keys.forgotten(userId)]);
      return { key: names[0]!, args: ['EXISTS', ...names] };
    }),
  );
  const none = groups.filter((_, i) => counts[i] === 0).flat();
  const some = groups.filter((_, i) => counts[i] !== 0).flat();
  return groupSize === 1 || some.length === 0 ? none : [...none, ...(await unknownOf(link, keys, some, 1))];
}
