import { type ProfileStore, pagesOfUsers } from '@stars/profile-store';

/** A user that searches and offsets are measured on. */
export interface SampledUser {
  /** h_gen, [s]. */
  general: Float32Array;
  /** h_next, [s]. */
  next: Float32Array;
  /** Time (ms) and region of the last event. */
  time: number;
  region: string;
}

/** The number of pages to sample from: the first ones of a store, in the store's order. */
const PAGES = 10;

/** At most `size` users with a history and vectors of the version, evenly over the first pages of the store. */
export async function sampleUsers(
  profiles: ProfileStore,
  tenant: string,
  version: string,
  size: number,
): Promise<SampledUser[]> {
  const ids: string[] = [];
  let pages = 0;
  for await (const page of pagesOfUsers(profiles, tenant, size)) {
    ids.push(...page);
    if (++pages === PAGES) break;
  }
  const step = Math.max(1, Math.floor(ids.length / size));
  const drawn = ids.filter((_, i) => i % step === 0).slice(0, size);
  const sample: SampledUser[] = [];
  for (const profile of await profiles.get(tenant, drawn)) {
    const last = profile?.history.at(-1);
    const vectors = profile?.vectors.find(({ modelVersion }) => modelVersion === version);
    if (!last || !vectors) continue;
    sample.push({ general: vectors.general, next: vectors.next, time: last.time, region: last.region });
  }
  return sample;
}
