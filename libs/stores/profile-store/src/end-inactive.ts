import type { Database } from '@stars/sqlite';
import { historyOf, type UserRow } from './user-table.js';

/** Users whose histories are read at a time: some 40 MB if all are full. */
const PAGE = 500;

/**
 * Deletes profiles of an embedded store whose last event is from before a time, ms since 1970, and what users saw before it. Who has only features stays: they have no
 * time. Unlike after a deletion, a user comes back with any event. Returns how many were deleted.
 */
export async function endInactive(db: Database, before: number): Promise<number> {
  await db.erase(() => db.prepare('DELETE FROM profile_seen WHERE until < ?').run(before));
  const page = db.prepare('SELECT id, history FROM profile_user WHERE id > ? AND history NOT NULL ORDER BY id LIMIT ?');
  let ended = 0;
  for (let after = 0; ; ) {
    const rows = page.all<Pick<UserRow, 'id' | 'history'>>(after, PAGE);
    const inactive = rows.filter((row) => (historyOf(row).times.at(-1) ?? before) < before);
    if (inactive.length > 0) ended += await db.erase(() => inactive.filter((row) => endRow(db, row, before)).length);
    if (rows.length < PAGE) return ended;
    after = rows.at(-1)!.id;
    // Answers come in between.
    await new Promise(setImmediate);
  }
}

/** Unless an event has come meanwhile. */
function endRow(db: Database, { id }: Pick<UserRow, 'id'>, before: number): boolean {
  const row = db.prepare('SELECT history FROM profile_user WHERE id = ?').get<Pick<UserRow, 'history'>>(id);
  if (row === undefined || (historyOf(row).times.at(-1) ?? before) >= before) return false;
  db.prepare('DELETE FROM profile_vectors WHERE user = ?').run(id);
  db.prepare('DELETE FROM profile_user WHERE id = ?').run(id);
  return true;
}
