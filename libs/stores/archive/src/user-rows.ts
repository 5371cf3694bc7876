import { type DuckDb, sqlText } from '@stars/duckdb';
import { StarsError } from '@stars/errors';
import type { ObjectStore } from '@stars/object-store';
import { openWorkFolder, pause } from '@stars/platform';
import { kindNamed } from './archive-kind.js';
import type { ArchiveFile, ArchiveState } from './archive-state.js';
import { fetchFiles } from './rewrite.js';
import { openDuckDb, rowsOfFiles } from './row-writer.js';

/** Rows of a user of one kind and day. */
export interface UserRows {
  /** `kind=KIND/day=DAY`. */
  folder: string;
  rows: Record<string, unknown>[];
}

const folderOf = ({ kind, day }: ArchiveFile): string => `kind=${kind}/day=${day}`;

/** How often files may be replaced between a look at the archive's log and their reading. */
const ATTEMPTS = 5;
const FIRST_PAUSE_MS = 50;

/**
 * The rows of a user in the next folder after `after` that has rows of users, also if there are none; undefined after the last.
 * Errors: those of the store.
 */
export async function userRows(
  { store, refresh }: { store: ObjectStore; refresh: () => Promise<ArchiveState> },
  { tenant, userId }: { tenant: string; userId: string },
  after: string,
  signal?: AbortSignal,
): Promise<UserRows | undefined> {
  for (let attempt = 1; ; attempt++) {
    const { files } = await refresh();
    const ofUsers = files.filter((file) => file.tenant === tenant && kindNamed(file.kind).holdsUsers);
    const folder = [...new Set(ofUsers.map(folderOf))].sort().find((each) => each > after);
    if (folder === undefined) return undefined;
    const meant = ofUsers.filter((file) => folderOf(file) === folder);
    using place = openWorkFolder();
    const paths = await fetchFiles(store, meant, place.path, signal);
    if (paths !== undefined) {
      await using db = await openDuckDb(place.path);
      return { folder, rows: await rowsIn(db, paths, userId) };
    }
    // Another writer has replaced a file. That it happens over and over is no reason to leave rows out.
    if (attempt === ATTEMPTS) {
      throw new StarsError(
        'STARS_UNAVAILABLE',
        `files of ${folder} were replaced ${ATTEMPTS} times while they were read`,
      );
    }
    // Where a user is erased, files of a day are replaced one after the other.
    await pause(FIRST_PAUSE_MS * 2 ** attempt, signal);
  }
}

async function rowsIn(db: DuckDb, paths: readonly string[], userId: string): Promise<Record<string, unknown>[]> {
  const rows = await db.rows(
    `SELECT to_json(r)::VARCHAR AS row FROM ${rowsOfFiles(paths)} r WHERE user_id = ${sqlText(userId)}`,
  );
  return rows.map(({ row }) => JSON.parse(String(row)) as Record<string, unknown>);
}
