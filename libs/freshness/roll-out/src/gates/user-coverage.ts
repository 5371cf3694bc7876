import type { GateResult } from '@stars/contracts';
import { pagesOfUsers, type UserProfile } from '@stars/profile-store';
import type { LiveModel, UserEmbedder } from '@stars/vectors';
import type { RollOutDeps } from '../roll-out-deps.js';
import { atMost, counted, isAllNumbers } from './gate.js';

/** Histories of a page are in memory. */
const USERS_A_PAGE = 256;

/**
 * Every user with a history has vectors of the version that are numbers and include the last event. Missing vectors are made a
 * second time, because events come while vectors are filled, also to embedders that do not know the version yet.
 * @param limit the number of users to check; absent: all
 */
export async function userCoverage(
  deps: Pick<RollOutDeps, 'profiles'>,
  users: Pick<UserEmbedder, 'encode'>,
  live: LiveModel,
  signal: AbortSignal,
  limit = Number.POSITIVE_INFINITY,
): Promise<GateResult> {
  let [all, again, missing] = [0, 0, 0];
  for await (const page of pagesOfUsers(deps.profiles, live.tenant, USERS_A_PAGE)) {
    signal.throwIfAborted();
    const { withHistory, bare } = await statesOf(deps, live, page);
    all += withHistory;
    again += bare.length;
    if (bare.length > 0) {
      await users.encode(live, bare);
      // Users with later events are encoded again by the embedder that stored them: all know the version by now.
      missing += (await statesOf(deps, live, bare)).without;
    }
    if (all >= limit) break;
  }
  const detail = `${counted(all)} users with a history, ${counted(again)} encoded a second time, ${counted(missing)} without vectors`;
  return atMost('users', missing, 0, detail);
}

async function statesOf(
  { profiles }: Pick<RollOutDeps, 'profiles'>,
  { tenant, version }: LiveModel,
  userIds: readonly string[],
) {
  const found = (await profiles.get(tenant, userIds)).filter((profile) => profile !== undefined);
  const withHistory = found.filter(({ history }) => history.length > 0);
  const bare = withHistory.filter((profile) => !isComplete(profile, version, true));
  return {
    withHistory: withHistory.length,
    /** Users whose vectors are absent, broken or older than their history. */
    bare: bare.map(({ userId }) => userId),
    /** Those of them who have no usable vectors at all. */
    without: bare.filter((profile) => !isComplete(profile, version, false)).length,
  };
}

function isComplete({ history, vectors }: UserProfile, version: string, upToDate: boolean): boolean {
  const stored = vectors.find(({ modelVersion }) => modelVersion === version);
  if (!stored || !isAllNumbers(stored.general) || !isAllNumbers(stored.next)) return false;
  return !upToDate || stored.asOf >= history.at(-1)!.time;
}
