import type { GateResult } from '@stars/contracts';
import type { UserProfile } from '@stars/profile-store';
import type { EmbedderDeps } from '../embedder-deps.js';
import { pagesOfUsers } from '../fill-vectors.js';
import type { LiveModel } from '../live-models.js';
import type { UserEmbedder } from '../user-embedder.js';
import { atMost, counted, isAllNumbers } from './gate.js';

/** Histories of a page are in memory. */
const USERS_A_PAGE = 256;

/**
 * Every user with a history has vectors of the version, all of them numbers, that end with the last event; one who has not
 * gets a second chance, for events come while vectors are filled, also to embedders that had yet to learn of the version.
 * @param limit Users that are looked at; absent: all.
 */
export async function userCoverage(
  deps: Pick<EmbedderDeps, 'profiles'>,
  users: Pick<UserEmbedder, 'encode'>,
  live: LiveModel,
  limit = Number.POSITIVE_INFINITY,
): Promise<GateResult> {
  let [all, again, missing] = [0, 0, 0];
  for await (const page of pagesOfUsers(deps, live.tenant, USERS_A_PAGE)) {
    const { withHistory, bare } = await statesOf(deps, live, page);
    all += withHistory;
    again += bare.length;
    if (bare.length > 0) {
      await users.encode(live, bare);
      // Who has had further events since is encoded again by whoever stored them: the version is known to all by now.
      missing += (await statesOf(deps, live, bare)).without;
    }
    if (all >= limit) break;
  }
  const detail = `${counted(all)} users with a history, ${counted(again)} encoded a second time, ${counted(missing)} without vectors`;
  return atMost('users', missing, 0, detail);
}

interface PageStates {
  withHistory: number;
  /** Whose vectors are absent, broken or older than their history. */
  bare: string[];
  /** Those of them who have no vectors that could serve at all. */
  without: number;
}

async function statesOf(
  { profiles }: Pick<EmbedderDeps, 'profiles'>,
  { tenant, version }: LiveModel,
  userIds: readonly string[],
): Promise<PageStates> {
  const found = (await profiles.get(tenant, userIds)).filter((profile) => profile !== undefined);
  const withHistory = found.filter(({ history }) => history.length > 0);
  const bare = withHistory.filter((profile) => !isComplete(profile, version, true));
  return {
    withHistory: withHistory.length,
    bare: bare.map(({ userId }) => userId),
    without: bare.filter((profile) => !isComplete(profile, version, false)).length,
  };
}

function isComplete({ history, vectors }: UserProfile, version: string, upToDate: boolean): boolean {
  const own = vectors.find(({ modelVersion }) => modelVersion === version);
  if (!own || !isAllNumbers(own.general) || !isAllNumbers(own.next)) return false;
  return !upToDate || own.asOf >= history.at(-1)!.time;
}
