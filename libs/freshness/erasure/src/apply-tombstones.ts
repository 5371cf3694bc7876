import type { Archive, Tombstones } from '@stars/archive';
import { encodeUserDelete, messageKey, Objection, objects, TOPICS, TOPICS_OF_USERS, wishedAt } from '@stars/contracts';
import { isStarsError } from '@stars/errors';
import { chunks, repeat } from '@stars/platform';
import { pagesOfUsers, type UserDeletion, type UserProfile } from '@stars/profile-store';
import type { ErasureDeps } from './erasure-deps.js';

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
  { bus, profiles }: Pick<ErasureDeps, 'bus' | 'profiles'>,
  tombstones: Tombstones,
  signal?: AbortSignal,
): Promise<number> {
  const { digest } = tombstones;
  const seen = await profiles.progress(...SEEN);
  if (tombstones.count === 0 || seen === digest) return 0;
  let deleted = 0;
  for (const tenant of tombstones.tenants) {
    for await (const page of pagesOfUsers(profiles, tenant, USERS_A_PAGE)) {
      signal?.throwIfAborted();
      const gone = page.flatMap((userId) => {
        const until = tombstones.untilOf(tenant, userId);
        if (until === undefined) return [];
        const objection = objects(until) ? Objection.OBJECTION_MADE : undefined;
        return [{ userId, time: wishedAt(until), objection }];
      });
      for (const some of chunks(gone, USERS_A_READ)) deleted += await deleteAgain({ bus, profiles }, tenant, some);
    }
  }
  // If another process came first, it has looked at all users too.
  await profiles.putProgress(...SEEN, seen, digest);
  return deleted;
}

/** After how long it is tried again if the archive or a store is away, ms. */
const AGAIN_MS = 60_000;

/**
 * The same at the start of a process. If the archive or a store is away, the process starts all the same, because a shop must not
 * stand still for what only a restored backup needs; then it is tried until it is done. Returns what ends that. Errors: those that
 * trying again does not help.
 */
export async function forgetRestored(
  { logger, ...stores }: Pick<ErasureDeps, 'bus' | 'profiles' | 'logger'>,
  archive: Pick<Archive, 'tombstones'> | undefined,
  againMs = AGAIN_MS,
): Promise<() => Promise<void>> {
  const ended = new AbortController();
  const { signal } = ended;
  let isDone = archive === undefined;
  const attempt = async (): Promise<void> => {
    if (isDone || archive === undefined) return;
    try {
      const users = await applyTombstones(stores, await archive.tombstones(signal), signal);
      if (users > 0) logger.warn({ users }, 'a backup brought back deleted users; they were deleted again');
      isDone = true;
    } catch (err) {
      if (!isStarsError(err) || !err.canRetry) throw err;
      logger.warn({ err }, 'deleted users whom a restored backup may have brought back are looked for later');
    }
  };
  await attempt();
  if (isDone) return async () => undefined;
  const end = repeat(againMs, () =>
    attempt().catch((err: unknown) => {
      isDone = true;
      if (signal.aborted) return;
      logger.error({ err }, 'deleted users whom a restored backup may have brought back cannot be looked for');
    }),
  );
  return async () => {
    ended.abort();
    await end();
  };
}

async function deleteAgain(
  { bus, profiles }: Pick<ErasureDeps, 'bus' | 'profiles'>,
  tenant: string,
  users: readonly UserDeletion[],
): Promise<number> {
  const read = (): Promise<(UserProfile | undefined)[]> =>
    profiles.get(
      tenant,
      users.map(({ userId }) => userId),
    );
  const before = await read();
  const now = Date.now();
  await profiles.delete(
    tenant,
    users.map((user) => ({ ...user, now })),
  );
  const after = await read();
  const restored = users.filter(({ time }, n) => isRestored(time, before[n], after[n]));
  for (const { userId, time, objection } of restored) {
    await bus.eraseKey(TOPICS_OF_USERS, messageKey(tenant, userId));
    await bus.publish(TOPICS.users, [encodeUserDelete({ tenantId: tenant, userId, time: new Date(time), objection })]);
  }
  return restored.length;
}

/**
 * Whether a deletion, of that time, took something. A store that knows of it already changes nothing: then the user has come back
 * since, and others may add to the profile at this moment.
 */
function isRestored(deleted: number, before: UserProfile | undefined, after: UserProfile | undefined): boolean {
  if (before === undefined) return false;
  const hasFeatures = ({ features }: UserProfile): boolean => Object.keys(features).length > 0;
  return (
    after === undefined ||
    before.history.some(({ time }) => time <= deleted) ||
    (hasFeatures(before) && !hasFeatures(after))
  );
}
