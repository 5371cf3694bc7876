import { open } from 'node:fs/promises';
import { StarsError } from '@stars/errors';

/** Runs `write`. Errors: `STARS_DISK_FULL` if there is no room. */
export async function mindingSpace<T>(path: string, write: () => Promise<T>): Promise<T> {
  try {
    return await write();
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code !== 'ENOSPC') throw cause;
    throw new StarsError('STARS_DISK_FULL', `no room left to write ${path}`, { cause });
  }
}

/** Writes and syncs: a file that another file names must survive a power cut. @param parts The content; each part is made when it is written. */
export async function writeDurably(path: string, parts: Iterable<Uint8Array>): Promise<void> {
  const file = await open(path, 'w');
  try {
    for (const bytes of parts) await file.writeFile(bytes);
    await file.sync();
  } finally {
    await file.close();
  }
}

/** Syncs a folder, so that its names are as durable as the files. */
export async function syncFolder(path: string): Promise<void> {
  const folder = await open(path, 'r');
  try {
    await folder.sync();
  } finally {
    await folder.close();
  }
}
