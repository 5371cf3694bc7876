import { inSampleOrder } from '@stars/features';
import { NeighbourReader, type NeighbourReading } from '@stars/inference';
import { chunks } from '@stars/platform';
import type { ProfileStore } from '@stars/profile-store';
import { NEIGHBOUR_USERS, type NeighbourLogs, SessionLogBuilder } from '@stars/ranking';

const IDS_A_PAGE = 1000;
const PROFILES_A_READ = 50;
/** Most ids that are in memory at the same time. */
const MOST_IDS = 100_000;

/**
 * What neighbours are found from on a morning, as `neighbourLogs` of an evaluation has it: the first users in the order of samples
 * who have an event before it that counts. All ids are gone through, and the profiles of the sample alone are read.
 * Errors: those of the store.
 */
export async function neighbourSample(
  profiles: Pick<ProfileStore, 'scan' | 'get'>,
  tenant: string,
  reading: NeighbourReading,
  morning: number,
  users = NEIGHBOUR_USERS,
): Promise<NeighbourLogs> {
  const reader = new NeighbourReader(reading, morning);
  const builders = { purchases: new SessionLogBuilder(), met: new SessionLogBuilder() };
  let [sampled, read] = [0, 0];
  let after: string | undefined;
  while (sampled < users) {
    // Some have no such event, and the next ones are in the sample in their place.
    const missing = read === 0 ? users : ((users - sampled) * read) / Math.max(1, sampled);
    const ids = await firstUsers(profiles, tenant, Math.min(MOST_IDS, Math.ceil(missing)), after);
    for (const some of chunks(ids, PROFILES_A_READ)) {
      for (const profile of await profiles.get(tenant, some)) {
        const events = profile && reader.read(profile.history);
        if (!events || events.met.length === 0 || sampled >= users) continue;
        builders.purchases.addUser(events.purchases);
        builders.met.addUser(events.met);
        sampled++;
      }
      read += some.length;
    }
    after = ids.at(-1);
    if (after === undefined) break;
  }
  return { purchases: builders.purchases.build(), met: builders.met.build() };
}

/** The first `count` users in the order of samples, of those after `after`. */
async function firstUsers(
  profiles: Pick<ProfileStore, 'scan'>,
  tenant: string,
  count: number,
  after: string | undefined,
): Promise<string[]> {
  let first: string[] = [];
  let worst: string | undefined;
  // A store that grows may name a user twice.
  const best = (): string[] => [...new Set(first)].sort(inSampleOrder).slice(0, count);
  let cursor: string | undefined;
  do {
    const page = await profiles.scan(tenant, { limit: IDS_A_PAGE, ...(cursor === undefined ? {} : { cursor }) });
    for (const id of page.userIds) {
      if (after !== undefined && inSampleOrder(id, after) <= 0) continue;
      if (worst === undefined || inSampleOrder(id, worst) < 0) first.push(id);
    }
    if (first.length >= 2 * count) {
      first = best();
      worst = first.at(-1);
    }
    cursor = page.cursor;
  } while (cursor !== undefined);
  return best();
}
