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

  find(tenant: string, userId: string): ForgottenUser | undefined {
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

  #found(tenant: string, hash: string): ForgottenUser | undefined {
    const row = this.#db
      .prepare('SELECT * FROM profile_forgotten WHERE tenant = ? AND user_hash = ?')
      .get<ForgottenRow>(tenant, hash);
    if (row === undefined) return undefined;
    const { deleted_until: deletedUntil, features_version: version } = row;
    return { deletedUntil, ...(version === null ? {} : { featuresVersion: version }) };
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
