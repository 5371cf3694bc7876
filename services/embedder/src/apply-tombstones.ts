import type { Archive, Tombstones } from '@stars/archive';
import { encodeUserDelete, messageKey, TOPICS } from '@stars/contracts';
import { isStarsError } from '@stars/errors';
import { chunks } from '@stars/platform';
import type { UserProfile } from '@stars/profile-store';
import type { EmbedderDeps } from './embedder-deps.js';
import { pagesOfUsers } from './fill/store-pages.js';

const TOPICS_OF_USERS = [TOPICS.interactions, TOPICS.impressions, TOPICS.users];
const USERS_A_READ = 200;

/** Where the profile store says which tombstones it has seen: of no tenant. */
const SEEN = ['_stars', 'tombstones'] as const;
/** Users whose ids are read at a time. */
const USERS_A_PAGE = 1000;

/**
 * Deletes users again whom a restored backup brought back: those that the archive knows as deleted, from profiles and bus. The store
 * keeps which tombstones it has seen, and a backup does with it: so all users are looked at only if there are others since.
 * Call it before anything serves. Returns the number of users who were deleted again. Errors: those of the stores.
 */
export async function applyTombstones(
  { bus, profiles }: Pick<EmbedderDeps, 'bus' | 'profiles'>,
  tombstones: Tombstones,
  signal?: AbortSignal,
): Promise<number> {
  const { digest } = tombstones;
  const seen = await profiles.progress(...SEEN);
  if (tombstones.count === 0 || seen === digest) return 0;
  let deleted = 0;
  for (const tenant of tombstones.tenants) {
    for await (const page of pagesOfUsers({ profiles }, tenant, USERS_A_PAGE)) {
      signal?.throwIfAborted();
      const gone = page.flatMap((userId) => {
        const time = tombstones.untilOf(tenant, userId);
        return time === undefined ? [] : [{ userId, time }];
      });
      for (const some of chunks(gone, USERS_A_READ)) deleted += await deleteAgain({ bus, profiles }, tenant, some);
    }
  }
  // If another process came first, it has looked at all users too.
  await profiles.putProgress(...SEEN, seen, digest);
  return deleted;
}

/**
 * The same at the start of a process. If the archive is away, it is said and the process starts all the same: a shop must not stand
 * still because of a folder that only a restored backup needs.
 */
export async function forgetRestored(
  deps: Pick<EmbedderDeps, 'bus' | 'profiles' | 'logger'>,
  archive: Pick<Archive, 'tombstones'> | undefined,
): Promise<void> {
  if (archive === undefined) return;
  try {
    const users = await applyTombstones(deps, await archive.tombstones());
    if (users > 0) deps.logger.warn({ users }, 'a backup brought back deleted users; they were deleted again');
  } catch (err) {
    if (!isStarsError(err) || !err.canRetry) throw err;
    deps.logger.warn({ err }, 'the archive cannot be asked who was deleted: a restored backup may have deleted users');
  }
}

async function deleteAgain(
  { bus, profiles }: Pick<EmbedderDeps, 'bus' | 'profiles'>,
  tenant: string,
  users: readonly { userId: string; time: number }[],
): Promise<number> {
  const read = (): Promise<(UserProfile | undefined)[]> =>
    profiles.get(
      tenant,
      users.map(({ userId }) => userId),
    );
  const before = await read();
  // A store that knows of the deletion already changes nothing: the user has come back since.
  const now = Date.now();
  await profiles.delete(
    tenant,
    users.map((user) => ({ ...user, now })),
  );
  const after = await read();
  const restored = users.filter((_, n) => sizeOf(before[n]) !== sizeOf(after[n]));
  for (const { userId, time } of restored) {
    await bus.eraseKey(TOPICS_OF_USERS, messageKey(tenant, userId));
    await bus.publish(TOPICS.users, [encodeUserDelete({ tenantId: tenant, userId, time: new Date(time) })]);
  }
  return restored.length;
}

const sizeOf = (profile: UserProfile | undefined): string =>
  profile ? `${profile.history.length} ${Object.keys(profile.features).length} ${profile.vectors.length}` : '';
