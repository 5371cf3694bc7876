import { DEFAULT_TENANT } from '@stars/contracts';
import { StarsError } from '@stars/errors';
import type { EncodedUser } from '@stars/inference';
import { AdmissionGate } from '@stars/platform';
import { type ProfileStore, pagesOfUsers, type UserVectors } from '@stars/profile-store';
import { freshVersion } from '../live/fresh-version.js';
import { type LiveModel, LiveModels } from '../live/live-models.js';
import { UserEmbedder } from '../user-embedder.js';
import type { VectorDeps } from '../vector-deps.js';

const USERS_A_PAGE = 1000;
/** Tolerance for sums of float32 in another order, of numbers about 1. */
const SAME = 1e-4;

/** How the vectors of one model version were found. */
export interface RefreshCounts {
  version: string;
  users: number;
  /** Users who had no vectors of the version. */
  missing: number;
  /** Users whose vectors differed: the text of an item changed since, or context came late. */
  moved: number;
  /** The largest difference of any number of a vector. */
  largestMove: number;
}

export interface RefreshOptions {
  tenant?: string;
  onProgress?: (progress: { done: number; total: number }) => void;
  signal?: AbortSignal;
}

/**
 * Makes the vectors of all users again with every model that serves, or may serve again at once, and reports how far the
 * stream's vectors were off. Embedders may work at the same time: what they store meanwhile is not undone.
 * Errors: `STARS_MODEL_NOT_READY` if nothing serves; those of the stores; the signal's reason.
 */
export async function refreshUsers(
  deps: Omit<VectorDeps, 'vectors'>,
  { tenant = DEFAULT_TENANT, onProgress, signal }: RefreshOptions = {},
): Promise<RefreshCounts[]> {
  const queue = new AdmissionGate({ concurrent: 1 });
  // Items' vectors are not touched.
  const whole = deps as VectorDeps;
  const models = new LiveModels(whole, queue);
  const users = new UserEmbedder(whole, models, queue);
  try {
    await models.follow();
    const versions = servingVersions(models, tenant, (deps.clock ?? Date.now)());
    if (versions.length === 0)
      throw new StarsError('STARS_MODEL_NOT_READY', `no model serves ${tenant} that can be loaded`);
    const counts = versions.map((version) => ({ version, users: 0, missing: 0, moved: 0, largestMove: 0 }));
    const total = await deps.profiles.count(tenant);
    let done = 0;
    for await (const userIds of pagesOfUsers(deps.profiles, tenant, USERS_A_PAGE)) {
      for (const ofVersion of counts) {
        const live = models.of(tenant).find(({ version }) => version === ofVersion.version);
        // A version that was dropped since is not needed any more.
        if (live) await refreshPage({ users, profiles: deps.profiles }, live, userIds, ofVersion);
      }
      done += userIds.length;
      onProgress?.({ done, total });
      signal?.throwIfAborted();
      await models.followSoon();
    }
    return counts;
  } finally {
    models.close();
  }
}

function servingVersions(models: LiveModels, tenant: string, now: number): string[] {
  const served = models.served(tenant);
  const wanted = [served?.version, freshVersion(served, now)];
  return models.of(tenant).flatMap(({ version }) => (wanted.includes(version) ? [version] : []));
}

async function refreshPage(
  { users, profiles }: { users: UserEmbedder; profiles: ProfileStore },
  live: LiveModel,
  userIds: readonly string[],
  counts: RefreshCounts,
): Promise<void> {
  const stored = new Map<string, UserVectors>();
  for (const profile of await profiles.get(live.tenant, userIds)) {
    const ofVersion = profile?.vectors.find(({ modelVersion }) => modelVersion === live.version);
    if (ofVersion) stored.set(profile!.userId, ofVersion);
  }
  await users.encode(live, userIds, ({ userId }, encoded) => {
    const before = stored.get(userId);
    counts.users++;
    if (before === undefined) {
      counts.missing++;
      return;
    }
    const move = distance(before, encoded);
    if (!(move <= SAME)) counts.moved++;
    counts.largestMove = Math.max(counts.largestMove, move);
  });
}

/** The largest difference of any number of two pairs of vectors; infinite if their widths differ. */
function distance(before: UserVectors, after: EncodedUser): number {
  const far = (a: Float32Array, b: Float32Array): number => {
    if (a.length !== b.length) return Number.POSITIVE_INFINITY;
    return a.reduce((most, x, i) => Math.max(most, Math.abs(x - b[i]!)), 0);
  };
  return Math.max(far(before.general, after.general), far(before.next, after.next));
}
