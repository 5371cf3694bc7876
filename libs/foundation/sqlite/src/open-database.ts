import { chmodSync, closeSync, linkSync, mkdirSync, openSync, renameSync, rmSync, statSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { Database } from './database.js';
import { damaged, isBusy, mapError } from './error-mapping.js';
import { DatabaseSync } from './native.js';

export interface DatabaseOptions {
  /** How long a statement waits for another connection's lock before STARS_UNAVAILABLE (ms, default 10,000). */
  busyTimeoutMs?: number;
  /** Memory for pages of the file (MiB, default 32). Pages beyond it come from the system's own cache. */
  cacheMiB?: number;
}

const DEFAULT_BUSY_TIMEOUT_MS = 10_000;
const DEFAULT_CACHE_MIB = 32;

/** Sleeps without returning to the event loop, as SQLite's own busy handler does. */
function pause(ms: number): void {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, ms);
}

/** Switching a new file to WAL can fail as busy without a call of the busy handler, so this waits itself. */
function enableWal(db: DatabaseSync, busyTimeoutMs: number): void {
  const stepMs = 20;
  for (let waited = 0; ; waited += stepMs) {
    try {
      db.exec('PRAGMA journal_mode = WAL');
      return;
    } catch (error) {
      if (!isBusy(error) || waited >= busyTimeoutMs) throw error;
      pause(stepMs);
    }
  }
}

/**
 * A new file is its owner's alone. It gets its name as a database that can be opened, so that a file without bytes can only be a damaged one.
 */
function create(file: string): void {
  const part = `${file}.${process.pid}-${performance.now()}.part`;
  closeSync(openSync(part, 'wx', 0o600));
  try {
    const db = new DatabaseSync(part);
    db.exec('PRAGMA journal_mode = WAL');
    db.close();
    linkSync(part, file);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    // Another process was first; or a file system has no links.
    if (code === 'EPERM' || code === 'ENOTSUP') renameSync(part, file);
    else if (code !== 'EEXIST') throw error;
  } finally {
    rmSync(part, { force: true });
  }
}

/** Makes a missing file, and closes one to others, such as a restored one: by its path, because closing a handle would end SQLite's locks. */
function prepareFile(file: string): void {
  mkdirSync(dirname(file), { recursive: true });
  const found = statSync(file, { throwIfNoEntry: false });
  if (!found) create(file);
  else if (found.size === 0) throw damaged(file, 'it has no bytes. Restore it; or delete it, to begin without data');
  else if ((found.mode & 0o007) !== 0 && found.uid === process.getuid?.()) chmodSync(file, found.mode & 0o770);
}

/**
 * Opens a SQLite file, created with its folders if absent, for durable use by many processes:
 * write-ahead log, fsync at each commit, foreign keys checked.
 * Errors: `STARS_UNREADABLE_FILE`, `STARS_UNAVAILABLE`, `STARS_DISK_FULL`.
 */
export function openDatabase(path: string, options: DatabaseOptions = {}): Database {
  const busyTimeoutMs = options.busyTimeoutMs ?? DEFAULT_BUSY_TIMEOUT_MS;
  const file = path === ':memory:' ? path : resolve(path);
  let db: DatabaseSync | undefined;
  try {
    if (file !== ':memory:') prepareFile(file);
    db = new DatabaseSync(file, { timeout: busyTimeoutMs, enableForeignKeyConstraints: true });
    enableWal(db, busyTimeoutMs);
    // 64 MiB of log before a checkpoint: pages that change in every batch are then copied back once, not each time.
    db.exec(`PRAGMA synchronous = FULL; PRAGMA wal_autocheckpoint = 16384; PRAGMA journal_size_limit = 134217728;
      PRAGMA cache_size = -${1024 * (options.cacheMiB ?? DEFAULT_CACHE_MIB)}; PRAGMA temp_store = MEMORY`);
    // What is deleted, and what is moved to another page, leaves zeros where that costs nothing: without it, every fifth row that
    // is erased later has left copies.
    db.exec('PRAGMA secure_delete = FAST');
    return new Database(file, db, busyTimeoutMs);
  } catch (error) {
    db?.close();
    throw mapError(error, file);
  }
}
