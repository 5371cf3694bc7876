import { chmodSync, closeSync, linkSync, mkdirSync, openSync, renameSync, rmSync, statSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { StarsError } from '@stars/errors';
import { damaged, isBusy, mapError } from './error-mapping.js';
import { DatabaseSync } from './native.js';
import { Statement } from './statement.js';

export interface DatabaseOptions {
  /** How long a statement waits for another connection's lock before STARS_UNAVAILABLE (ms, default 10,000). */
  busyTimeoutMs?: number;
  /** Limit of the size of the main file: beyond it, writes fail with STARS_DISK_FULL as on a full disk. */
  maxBytes?: number;
}

/** Statements that are kept prepared; the oldest are dropped first. */
const STATEMENT_CACHE_SIZE = 512;
const DEFAULT_BUSY_TIMEOUT_MS = 10_000;

/**
 * One connection to a SQLite file. Everything is synchronous, so a transaction never interleaves
 * with other work of the same thread. Any number of connections and processes may share a file.
 * Errors: `STARS_DISK_FULL`, `STARS_UNAVAILABLE` (locked or unusable), `STARS_UNREADABLE_FILE` (damaged).
 */
export class Database {
  /** Absolute path, or `:memory:`. */
  readonly path: string;
  readonly #db: DatabaseSync;
  readonly #statements = new Map<string, Statement>();
  #depth = 0;

  constructor(path: string, db: DatabaseSync) {
    this.path = path;
    this.#db = db;
  }

  get isOpen(): boolean {
    return this.#db.isOpen;
  }

  /**
   * The prepared statement of this text, made once. One iteration of a statement at a time:
   * a second `iterate` of the same text resets the first.
   */
  prepare(sql: string): Statement {
    const known = this.#statements.get(sql);
    if (known !== undefined) return known;
    const statement = this.#guard(() => new Statement(this.#db.prepare(sql), this.path));
    if (this.#statements.size >= STATEMENT_CACHE_SIZE) {
      this.#statements.delete(this.#statements.keys().next().value as string);
    }
    this.#statements.set(sql, statement);
    return statement;
  }

  /** Runs statements without parameters or results. */
  exec(sql: string): void {
    this.#guard(() => this.#db.exec(sql));
  }

  /**
   * Runs `work` in one write transaction: durable when this returns, undone when `work` throws.
   * `work` must be synchronous. A transaction within a transaction is part of the outer one.
   */
  transaction<T>(work: () => T): T {
    return this.#within('BEGIN IMMEDIATE', work);
  }

  /** Runs `work` on one snapshot of the file, without blocking writers. `work` must not write. */
  snapshot<T>(work: () => T): T {
    return this.#within('BEGIN DEFERRED', work);
  }

  /** Changes the limit of the file's size for this connection; undefined removes it. */
  limitSize(maxBytes: number | undefined): void {
    const { page_size } = this.prepare('PRAGMA page_size').get() as { page_size: number };
    const pages = maxBytes === undefined ? 0xfffffffe : Math.max(1, Math.floor(maxBytes / page_size));
    this.exec(`PRAGMA max_page_count = ${pages}`);
  }

  /**
   * Runs a write transaction whose deletions overwrite the old bytes in the file,
   * then empties the write-ahead log, as far as other readers allow. Of one row in some hundred, a copy is left in an unused
   * part of a page, from when SQLite moved it: `compactErased` ends them.
   */
  erase<T>(work: () => T): T {
    try {
      return this.overwrite(() => {
        this.#setErasures(this.#erasures() + 1);
        return work();
      });
    } finally {
      this.prepare('PRAGMA wal_checkpoint(TRUNCATE)').all();
    }
  }

  /** The same, but the write-ahead log keeps the old bytes until the next checkpoint: for what is replaced often. */
  overwrite<T>(work: () => T): T {
    this.exec('PRAGMA secure_delete = ON');
    try {
      return this.transaction(work);
    } finally {
      this.exec('PRAGMA secure_delete = FAST');
    }
  }

  /**
   * Writes the file anew, without unused bytes, if something was erased since it last was. It takes a while for each GB, blocks
   * writers, and needs as much space again. Returns whether it did. Errors also: `STARS_UNAVAILABLE` if somebody writes.
   */
  compactErased(): boolean {
    const erasures = this.#erasures();
    if (erasures === 0) return false;
    this.exec('PRAGMA temp_store = FILE; VACUUM; PRAGMA temp_store = MEMORY');
    this.transaction(() => this.#erasures() === erasures && this.#setErasures(0));
    this.prepare('PRAGMA wal_checkpoint(TRUNCATE)').all();
    return true;
  }

  /** Reads all of the file. Errors: `STARS_UNREADABLE_FILE` if something in it is damaged. */
  check(): void {
    const { quick_check: found } = this.prepare('PRAGMA quick_check(1)').get() as { quick_check: string };
    if (found !== 'ok') throw damaged(this.path, found);
  }

  #erasures(): number {
    return (this.prepare('PRAGMA user_version').get() as { user_version: number }).user_version;
  }

  #setErasures(count: number): void {
    this.exec(`PRAGMA user_version = ${count % 2 ** 31}`);
  }

  close(): void {
    if (!this.#db.isOpen) return;
    this.#statements.clear();
    this.#guard(() => this.#db.close());
  }

  #within<T>(begin: string, work: () => T): T {
    if (this.#depth > 0) return work();
    this.#guard(() => this.#db.exec(begin));
    this.#depth++;
    try {
      const result = work();
      if (result instanceof Promise) {
        throw new StarsError('STARS_INTERNAL', 'the work of a transaction must be synchronous');
      }
      this.#db.exec('COMMIT');
      return result;
    } catch (error) {
      // SQLite ends the transaction itself on some errors, a full disk among them.
      if (this.#db.isOpen && this.#db.isTransaction) this.#db.exec('ROLLBACK');
      throw mapError(error, this.path);
    } finally {
      this.#depth--;
    }
  }

  #guard<T>(work: () => T): T {
    try {
      return work();
    } catch (error) {
      throw mapError(error, this.path);
    }
  }
}

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

/** Makes a missing file, and closes one to others, whom an earlier version let read: by its path, because closing a handle would end SQLite's locks. */
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
      PRAGMA cache_size = -32768; PRAGMA temp_store = MEMORY`);
    // What is deleted, and what is moved to another page, leaves zeros where that costs nothing: without it, every fifth row that
    // is erased later has left copies.
    db.exec('PRAGMA secure_delete = FAST');
    const database = new Database(file, db);
    if (options.maxBytes !== undefined) database.limitSize(options.maxBytes);
    return database;
  } catch (error) {
    db?.close();
    throw mapError(error, file);
  }
}
