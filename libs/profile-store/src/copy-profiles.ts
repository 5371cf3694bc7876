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
  do {
    signal?.throwIfAborted();
    const page = await from.dump(tenant, { limit: pageSize, ...(cursor === undefined ? {} : { cursor }) });
    taken += await to.load(tenant, page.profiles);
    onProgress?.(taken);
    cursor = page.cursor;
  } while (cursor !== undefined);
  return taken;
}
