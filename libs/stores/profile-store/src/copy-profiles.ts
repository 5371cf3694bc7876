import type { ProfileStore } from './port.js';

export interface CopyOptions {
  /** Users at a time. */
  pageSize?: number;
  signal?: AbortSignal;
  /** Called after each page with the number of users copied so far. */
  onProgress?: (taken: number) => void;
}

/**
 * Copies all users of a tenant into another store, also deleted ones, for a deployment that outgrew its store. Users that the
 * other store already has stay unchanged there, so a broken copy can be repeated. Nothing else should write to either store
 * meanwhile. Returns the number of copied users.
 */
export async function copyProfiles(
  from: ProfileStore,
  to: ProfileStore,
  tenant: string,
  { pageSize = 1000, signal, onProgress }: CopyOptions = {},
): Promise<number> {
  let taken = 0;
  let cursor: string | undefined;
  // The next page is read while the last one is stored.
  let storing: Promise<number> | undefined;
  const stored = async (): Promise<void> => {
    if (storing === undefined) return;
    taken += await storing;
    onProgress?.(taken);
  };
  do {
    signal?.throwIfAborted();
    const reading = from.dump(tenant, { limit: pageSize, ...(cursor === undefined ? {} : { cursor }) });
    const [page] = await Promise.all([reading, stored()]);
    storing = to.load(tenant, page);
    storing.catch(() => undefined);
    cursor = page.cursor;
  } while (cursor !== undefined);
  await stored();
  return taken;
}
