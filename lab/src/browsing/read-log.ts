import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { StarsError } from '@stars/errors';
import { appliances } from './appliances.js';
import type { BrowsingLog } from './browsing-log.js';
import { rsc15 } from './rsc15.js';
import { sessionsOfJson } from './sessions-of-json.js';
import { taobao } from './taobao.js';

/** What the folder of a log that is known by name holds. */
const READERS: Readonly<Record<string, (from: string) => BrowsingLog>> = {
  appliances: (from) => appliances(filesBelow(from).map(readText)),
  rsc15,
  taobao: (from) =>
    taobao(
      filesBelow(from)
        .filter((path) => path.endsWith('.csv'))
        .map(readText),
    ),
};

export const KNOWN_LOGS = Object.keys(READERS);

/**
 * Reads a log that is known by name from its folder, or JSON Lines of sessions from the file `log`.
 * Errors: `STARS_USAGE` without the folder, `STARS_NOT_FOUND`, `STARS_UNREADABLE_FILE`.
 */
export function readLog(log: string, from: string | undefined): BrowsingLog {
  const read = READERS[log];
  if (read && from === undefined) {
    throw new StarsError('STARS_USAGE', `--from FOLDER says where the files of ${log} are`, { field: 'from' });
  }
  try {
    const found = read ? read(from!) : sessionsOfJson(readText(log));
    if (found.sessions.length > 0) return found;
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code !== 'ENOENT') throw cause;
    const text = `${(cause as NodeJS.ErrnoException).path} is not there; --log takes a file, or one of ${KNOWN_LOGS.join(', ')}`;
    throw new StarsError('STARS_NOT_FOUND', text, { field: read ? 'from' : 'log', cause });
  }
  throw new StarsError('STARS_UNREADABLE_FILE', `${from ?? log} has no session`, { field: read ? 'from' : 'log' });
}

const readText = (path: string): string => readFileSync(path, 'utf8');

/** All files, in the order of their paths. */
const filesBelow = (folder: string): string[] =>
  readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .map((name) => join(folder, name))
    .filter((path) => statSync(path).isFile())
    .sort();
