import { open } from 'node:fs/promises';
import { StarsError } from '@stars/errors';

/** Runs `write`; a disk without room is a StarsError. Errors: `STARS_DISK_FULL`. */
export async function mindingSpace<T>(path: string, write: () => Promise<T>): Promise<T> {
  try {
    return await write();
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code !== 'ENOSPC') throw cause;
    throw new StarsError('STARS_DISK_FULL', `no room left to write ${path}`, { cause });
  }
}

/** Writes and syncs: what another file names must survive a power cut. @param parts The content, part after part; each is made when its turn comes. */
export async function writeDurably(path: string, parts: Iterable<Uint8Array>): Promise<void> {
  const file = await open(path, 'w');
  try {
    for (const bytes of parts) await file.writeFile(bytes);
    await file.sync();
  } finally {
    await file.close();
  }
}

/** Makes the names in a folder as durable as the files. */
export async function syncFolder(path: string): Promise<void> {
  const folder = await open(path, 'r');
  try {
    await folder.sync();
  } finally {
    await folder.close();
  }
}
