import { createReadStream } from 'node:fs';
import { open, rename, rm } from 'node:fs/promises';
import { createInterface } from 'node:readline';
import { StarsError } from '@stars/errors';
import type { EvaluationSet, RankedSessions } from '@stars/replay';

/** One line of a lists file: one ranker's list for one session. */
export interface ListRow {
  session_id: string;
  user_id: string;
  /** Item ids in rank order, none twice. */
  items: string[];
}

/** Lines written at once. */
const CHUNK = 1000;

/**
 * Writes JSON Lines, one for each evaluated session, from which anybody can recompute the figures. The file appears
 * complete or not at all.
 * @param explore Evaluates, and so writes, only sessions with a target that is new to the user.
 */
export async function writeLists(
  path: string,
  set: EvaluationSet,
  ranked: RankedSessions,
  options: { explore?: boolean } = {},
): Promise<void> {
  const unfinished = `${path}.unfinished`;
  const file = await open(unfinished, 'w');
  try {
    let lines: string[] = [];
    for (const [n, session] of set.sessions.entries()) {
      if (options.explore && session.targetNew.length === 0) continue;
      const items: string[] = [];
      for (const item of ranked.items.subarray(n * ranked.k, (n + 1) * ranked.k)) {
        if (item >= 0) items.push(set.catalogue[item]!);
      }
      lines.push(JSON.stringify({ session_id: session.sessionId, user_id: session.userId, items } satisfies ListRow));
      if (lines.length === CHUNK) {
        await file.appendFile(`${lines.join('\n')}\n`);
        lines = [];
      }
    }
    if (lines.length > 0) await file.appendFile(`${lines.join('\n')}\n`);
    await file.close();
    await rename(unfinished, path);
  } catch (error) {
    await file.close().catch(() => undefined);
    await rm(unfinished, { force: true });
    throw (error as NodeJS.ErrnoException).code === 'ENOSPC'
      ? new StarsError('STARS_DISK_FULL', `No space left to write ${path}.`, { cause: error })
      : error;
  }
}

/**
 * Reads a lists file. Errors: `STARS_NOT_FOUND` (no such file), `STARS_UNREADABLE_FILE` (a line is no JSON),
 * `STARS_FIELD_REQUIRED` and `STARS_INVALID_FIELD` with the line's field, such as `lines[3].items`.
 */
export async function readLists(path: string): Promise<ListRow[]> {
  const rows: ListRow[] = [];
  const sessions = new Set<string>();
  try {
    const reader = createInterface({ input: createReadStream(path, 'utf8'), crlfDelay: Number.POSITIVE_INFINITY });
    let line = 0;
    for await (const text of reader) {
      if (text.trim() !== '') {
        const row = parseRow(text, `lines[${line}]`);
        if (sessions.has(row.session_id)) {
          throw new StarsError('STARS_INVALID_FIELD', `A second list for session ${row.session_id}.`, {
            field: `lines[${line}].session_id`,
          });
        }
        sessions.add(row.session_id);
        rows.push(row);
      }
      line++;
    }
  } catch (error) {
    throw (error as NodeJS.ErrnoException).code === 'ENOENT'
      ? new StarsError('STARS_NOT_FOUND', `There is no file ${path}.`, { cause: error })
      : error;
  }
  return rows;
}

function parseRow(text: string, at: string): ListRow {
  let row: Record<string, unknown>;
  try {
    row = JSON.parse(text) as Record<string, unknown>;
  } catch (error) {
    throw new StarsError('STARS_UNREADABLE_FILE', `${at} is not JSON.`, { field: at, cause: error });
  }
  if (row === null || typeof row !== 'object') {
    throw new StarsError('STARS_UNREADABLE_FILE', `${at} is not an object.`, { field: at });
  }
  const requiredText = (field: 'session_id' | 'user_id'): string => {
    const value = row[field];
    if (typeof value !== 'string' || value === '') {
      throw new StarsError('STARS_FIELD_REQUIRED', `${at}.${field} must be a string.`, { field: `${at}.${field}` });
    }
    return value;
  };
  const { items } = row;
  if (!Array.isArray(items) || !items.every((item) => typeof item === 'string')) {
    throw new StarsError('STARS_INVALID_FIELD', `${at}.items must be an array of strings.`, { field: `${at}.items` });
  }
  if (new Set(items).size < items.length) {
    throw new StarsError('STARS_INVALID_FIELD', `${at}.items holds an item twice.`, { field: `${at}.items` });
  }
  return { session_id: requiredText('session_id'), user_id: requiredText('user_id'), items };
}

/**
 * Lists of a file, ready to measure: the set is narrowed to the sessions of the file. An item that is not in the
 * catalogue keeps its place and is never a hit.
 * Errors: `STARS_NOT_FOUND` if a list is for a session that the set does not have.
 */
export function rankedFromLists(
  set: EvaluationSet,
  rows: readonly ListRow[],
): { set: EvaluationSet; ranked: RankedSessions } {
  const lists = new Map(rows.map((row) => [row.session_id, row.items]));
  const sessions = set.sessions.filter((session) => lists.has(session.sessionId));
  if (sessions.length < lists.size) {
    const known = new Set(sessions.map((session) => session.sessionId));
    const unknown = rows.find((row) => !known.has(row.session_id));
    throw new StarsError('STARS_NOT_FOUND', `The evaluation has no session ${unknown?.session_id}.`);
  }
  const indexOf = new Map(set.catalogue.map((id, index) => [id, index]));
  const k = rows.reduce((longest, row) => Math.max(longest, row.items.length), 0);
  const items = new Int32Array(sessions.length * k).fill(-1);
  sessions.forEach((session, n) => {
    lists.get(session.sessionId)!.forEach((id, r) => {
      items[n * k + r] = indexOf.get(id) ?? -1;
    });
  });
  return { set: { ...set, sessions }, ranked: { k, items } };
}
