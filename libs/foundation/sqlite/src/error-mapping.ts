import { isStarsError, StarsError, type StarsErrorCode } from '@stars/errors';

/** Primary result codes of SQLite that mean something to a caller (sqlite.org/rescode.html). */
const SQLITE_BUSY = 5;
const SQLITE_LOCKED = 6;
const SQLITE_READONLY = 8;
const SQLITE_IOERR = 10;
const SQLITE_CORRUPT = 11;
const SQLITE_FULL = 13;
const SQLITE_CANTOPEN = 14;
const SQLITE_TOOBIG = 18;
const SQLITE_NOTADB = 26;

/** Growing the shared-memory file fails with this extended code, in practice only if the disk is full. */
const SQLITE_IOERR_SHMSIZE = SQLITE_IOERR | (19 << 8);

const CODES: ReadonlyMap<number, StarsErrorCode> = new Map([
  [SQLITE_BUSY, 'STARS_UNAVAILABLE'],
  [SQLITE_LOCKED, 'STARS_UNAVAILABLE'],
  [SQLITE_READONLY, 'STARS_UNAVAILABLE'],
  [SQLITE_IOERR, 'STARS_UNAVAILABLE'],
  [SQLITE_CORRUPT, 'STARS_UNREADABLE_FILE'],
  [SQLITE_FULL, 'STARS_DISK_FULL'],
  [SQLITE_CANTOPEN, 'STARS_UNAVAILABLE'],
  [SQLITE_TOOBIG, 'STARS_TOO_LARGE'],
  [SQLITE_NOTADB, 'STARS_UNREADABLE_FILE'],
]);

const MEANINGS: Partial<Record<StarsErrorCode, string>> = {
  STARS_UNAVAILABLE: 'cannot be used at the moment',
  STARS_DISK_FULL: 'cannot grow: the disk (or the size allowed) is full',
  STARS_TOO_LARGE: 'cannot hold a value as large as this',
};

const damages = new Map<string, string>();

/** How a file was found damaged, since this thread began; undefined if it was not. */
export const damageOf = (path: string): string | undefined => damages.get(path);

/** Another thread has found the file damaged. */
export const noteDamage = (path: string, message: string): unknown => damages.set(path, message);

/** The error of a damaged file, which is remembered. */
export function damaged(path: string, problem: string, cause?: unknown): StarsError {
  const message = `database ${path} is damaged, or is not a database: ${problem}`;
  noteDamage(path, message);
  return new StarsError('STARS_UNREADABLE_FILE', message, { cause });
}

function resultCode(error: unknown): number | undefined {
  const code = error instanceof Error && 'errcode' in error ? error.errcode : undefined;
  return typeof code === 'number' ? code : undefined;
}

/** True if another connection holds the lock. */
export function isBusy(error: unknown): boolean {
  const code = resultCode(error);
  return code !== undefined && (code & 0xff) === SQLITE_BUSY;
}

/** A SQLite or file system error as a StarsError; StarsErrors and errors of the caller's code pass unchanged. */
export function mapError(error: unknown, path: string): unknown {
  if (isStarsError(error)) return error;
  const code = resultCode(error);
  if (code !== undefined) {
    const stars = code === SQLITE_IOERR_SHMSIZE ? 'STARS_DISK_FULL' : (CODES.get(code & 0xff) ?? 'STARS_INTERNAL');
    const meaning = MEANINGS[stars] ?? 'refused a statement';
    if (stars === 'STARS_UNREADABLE_FILE') return damaged(path, (error as Error).message, error);
    return new StarsError(stars, `database ${path} ${meaning}: ${(error as Error).message}`, { cause: error });
  }
  const errno = error instanceof Error && 'syscall' in error && 'code' in error ? error.code : undefined;
  if (errno === undefined) return error;
  const stars = errno === 'ENOSPC' || errno === 'EDQUOT' ? 'STARS_DISK_FULL' : 'STARS_UNAVAILABLE';
  return new StarsError(stars, `database ${path} cannot be opened: ${(error as Error).message}`, { cause: error });
}
