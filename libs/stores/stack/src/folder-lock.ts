import { join } from 'node:path';
import { StarsError } from '@stars/errors';
import { type Database, openDatabase } from '@stars/sqlite';

/** Work that only one process may do on a data folder at a time. */
export type ExclusiveWork = 'demo' | 'import' | 'train' | 'serve' | 'evaluate' | 'refresh' | 'rebuild';

export interface FolderLock {
  release(): void;
}

/** Keeps the handles: the garbage collector would close an unreferenced one, and release its lock. */
const held = new Set<Database>();

/**
 * Takes the folder's lock for one kind of work, until released or until the process ends, however it ends: the
 * operating system holds it, through SQLite's write lock on a separate file, so that kill -9 leaves nothing behind.
 * Errors: `STARS_UNAVAILABLE` if another process has it.
 */
export function lockFolder(folder: { root: string }, work: ExclusiveWork): FolderLock {
  try {
    const database = openDatabase(join(folder.root, 'locks', `${work}.db`), { busyTimeoutMs: 0 });
    try {
      database.exec('BEGIN IMMEDIATE');
    } catch (error) {
      database.close();
      throw error;
    }
    held.add(database);
    return {
      release: () => {
        held.delete(database);
        database.close();
      },
    };
  } catch (cause) {
    if (!(cause instanceof StarsError) || cause.code !== 'STARS_UNAVAILABLE') throw cause;
    throw new StarsError(
      'STARS_UNAVAILABLE',
      `another process is at work (${work}) on ${folder.root}: stop it, or wait until it ends`,
      {
        field: 'data',
        cause,
      },
    );
  }
}
