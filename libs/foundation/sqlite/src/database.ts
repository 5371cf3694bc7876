import { setTimeout } from 'node:timers/promises';
import { StarsError } from '@stars/errors';
import { damaged, isBusy, mapError } from './error-mapping.js';
import type { DatabaseSync } from './native.js';
import { Statement } from './statement.js';

/** Statements that are kept prepared; the oldest are dropped first. */
const STATEMENT_CACHE_SIZE = 512;
/** Between two looks whether another connection still writes (ms). */
const LOOK_AGAIN_MS = 5;

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
  readonly #busyTimeoutMs: number;
  #depth = 0;

  constructor(path: string, db: DatabaseSync, busyTimeoutMs: number) {
    this.path = path;
    this.#db = db;
    this.#busyTimeoutMs = busyTimeoutMs;
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
   * `work` must be synchronous. A transaction within a transaction is part of the outer one. While another connection writes,
   * the thread stands still.
   */
  transaction<T>(work: () => T): T {
    return this.#within('BEGIN IMMEDIATE', work);
  }

  /** The same for threads that others wait for: while another connection writes, this one does other work. */
  async write<T>(work: () => T): Promise<T> {
    const done = await this.#whileBusy(() => {
      this.#db.exec('BEGIN IMMEDIATE');
      return { result: this.#complete(work) };
    });
    return done!.result;
  }

  /**
   * Like `write`, but it does not wait for the disk: a power failure may undo the last such transactions of a file, in reverse order. A
   * crash of the process undoes none. The next `write` of any connection to the file makes them durable, too.
   */
  async writeLazily<T>(work: () => T): Promise<T> {
    const done = await this.#whileBusy(() => {
      this.#db.exec('PRAGMA synchronous = NORMAL');
      try {
        this.#db.exec('BEGIN IMMEDIATE');
        return { result: this.#complete(work) };
      } finally {
        if (this.#db.isOpen) this.#db.exec('PRAGMA synchronous = FULL');
      }
    });
    return done!.result;
  }

  /** Runs `work` on one snapshot of the file, without blocking writers. `work` must not write. */
  snapshot<T>(work: () => T): T {
    return this.#within('BEGIN DEFERRED', work);
  }

  /**
   * Like `write`, but deletions overwrite the old bytes in the file; then empties the write-ahead log, as far as other readers allow.
   * Of one row in some hundred, a copy is left in an unused part of a page, from when SQLite moved it: `compactErased` ends them.
   */
  async erase<T>(work: () => T): Promise<T> {
    const result = await this.overwrite(() => {
      this.#setErasures(this.#erasures() + 1);
      return work();
    });
    await this.#whileBusy(() => {
      const { busy } = this.prepare('PRAGMA wal_checkpoint(TRUNCATE)').get() as { busy: number };
      return busy === 0 || undefined;
    });
    return result;
  }

  /** The same, but the write-ahead log keeps the old bytes until the next checkpoint: for what is replaced often. */
  overwrite<T>(work: () => T): Promise<T> {
    return this.write(() => {
      this.exec('PRAGMA secure_delete = ON');
      try {
        return work();
      } finally {
        this.exec('PRAGMA secure_delete = FAST');
      }
    });
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
    return this.#complete(work);
  }

  /** Ends the transaction that has begun. */
  #complete<T>(work: () => T): T {
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

  /** Tries again while another connection is in the way, at most for the busy timeout. Errors: those of the last attempt. */
  async #whileBusy<T>(attempt: () => T | undefined): Promise<T | undefined> {
    const until = performance.now() + this.#busyTimeoutMs;
    for (;;) {
      this.exec('PRAGMA busy_timeout = 0');
      try {
        const done = attempt();
        if (done !== undefined || performance.now() >= until) return done;
      } catch (error) {
        if (!isBusy(error) || performance.now() >= until) throw mapError(error, this.path);
      } finally {
        if (this.#db.isOpen) this.exec(`PRAGMA busy_timeout = ${this.#busyTimeoutMs}`);
      }
      await setTimeout(LOOK_AGAIN_MS);
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
