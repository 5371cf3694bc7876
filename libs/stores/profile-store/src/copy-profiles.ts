import type { ProfileStore } from './port.js';

export interface CopyOptions {
  /** Users at a time. */
  pageSize?: number;
  signal?: AbortSignal;
  /** Told after each page how many were taken so far. */
  onProgress?: (taken: number) => void;
}

/**
 * Copies all users of a tenant into another store, the forgotten ones too: how a deployment that outgrew its store
 * moves. Users that the other store knows already stay as they are there, so that a copy that broke off is made again.
 * Nothing else should write to either meanwhile. Returns how many users were taken.
 */
export async function copyProfiles(
  from: ProfileStore,
  to: ProfileStore,
  tenant: string,
  { pageSize = 1000, signal, onProgress }: CopyOptions = {},
): Promise<number> {
  let taken = 0;
  let cursor: string | undefined;
  // The next page is read while the last is stored.
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
    storing = to.load(tenant, page.profiles);
    storing.catch(() => undefined);
    cursor = page.cursor;
  } while (cursor !== undefined);
  await stored();
  return taken;
}
