import { StarsError } from '@stars/errors';
import type { Database } from '@stars/sqlite';
import { type ForgottenUser, hashOfUser, newForgetKey } from './forgotten-user.js';
import type { UserMark } from './port.js';

interface ForgottenRow {
  user_hash: string;
  deleted_until: number;
  features_version: number | null;
}

/** Deleted users, by keyed hashes. */
export class ForgottenTable {
  readonly #db: Database;

  constructor(db: Database) {
    this.#db = db;
    if (this.#storedKey() === undefined) this.#begin();
  }

  /** What hashes of users are made with. */
  get key(): string {
    return this.#storedKey()!;
  }

  find(tenant: string, userId: string): Omit<ForgottenUser, 'hash'> | undefined {
    return this.#found(tenant, this.#hash(tenant, userId));
  }

  marks(tenant: string, userIds: readonly string[]): UserMark[] {
    const { key } = this;
    return userIds.map((userId) => {
      const hash = hashOfUser(key, tenant, userId);
      const found = this.#found(tenant, hash);
      return { hash, ...(found && { until: found.deletedUntil }) };
    });
  }

  put(tenant: string, userId: string, deletedUntil: number, featuresVersion: number | null): void {
    this.#db
      .prepare('INSERT OR REPLACE INTO profile_forgotten VALUES (?, ?, ?, ?)')
      .run(tenant, this.#hash(tenant, userId), deletedUntil, featuresVersion);
  }

  page(tenant: string, after: string, limit: number): ForgottenUser[] {
    return this.#db
      .prepare('SELECT * FROM profile_forgotten WHERE tenant = ? AND user_hash > ? ORDER BY user_hash LIMIT ?')
      .all<ForgottenRow>(tenant, after, limit)
      .map(forgottenOf);
  }

  /** Those of another store with the same key; whom this store knows stays unchanged. Within a transaction. */
  load(tenant: string, users: readonly ForgottenUser[]): void {
    const insert = this.#db.prepare('INSERT OR IGNORE INTO profile_forgotten VALUES (?, ?, ?, ?)');
    for (const { hash, deletedUntil, featuresVersion } of users) {
      insert.run(tenant, hash, deletedUntil, featuresVersion ?? null);
    }
  }

  /** Takes the key of another store. Errors: `STARS_CONFIG_INVALID` if hashes with the own one are stored. */
  adopt(key: string): void {
    if (key === this.key) return;
    if (this.#db.prepare('SELECT 1 FROM profile_forgotten LIMIT 1').get() !== undefined) throw otherKey();
    this.#db.prepare('UPDATE profile_forget_key SET key = ?').run(key);
  }

  #found(tenant: string, hash: string): Omit<ForgottenUser, 'hash'> | undefined {
    const row = this.#db
      .prepare('SELECT * FROM profile_forgotten WHERE tenant = ? AND user_hash = ?')
      .get<ForgottenRow>(tenant, hash);
    return row && forgottenOf(row);
  }

  #hash(tenant: string, userId: string): string {
    return hashOfUser(this.key, tenant, userId);
  }

  #storedKey(): string | undefined {
    return this.#db.prepare('SELECT key FROM profile_forget_key').get<{ key: string }>()?.key;
  }

  #begin(): void {
    this.#db.transaction(() => {
      // Another process may have been faster.
      if (this.#storedKey() !== undefined) return;
      this.#db.prepare('INSERT INTO profile_forget_key VALUES (?)').run(newForgetKey());
    });
  }
}

/** Two stores cannot be merged if both know deleted users under keys of their own. */
export const otherKey = (): StarsError =>
  new StarsError('STARS_CONFIG_INVALID', 'the store knows deleted users already: profiles are copied to a new store');

const forgottenOf = ({ user_hash: hash, deleted_until: deletedUntil, features_version: version }: ForgottenRow) => ({
  hash,
  deletedUntil,
  ...(version === null ? {} : { featuresVersion: version }),
});
