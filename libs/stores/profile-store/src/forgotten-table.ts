import type { Database } from '@stars/sqlite';
import { hashOfUser, newForgetKey } from './forgotten-user.js';
import type { UserMark } from './port.js';

interface ForgottenRow {
  /** Events up to this time are ignored, ms. */
  deleted_until: number;
  /** Version of the deleted features, if there were any. */
  features_version: number | null;
}

/** Deleted users, by keyed hashes. */
export class ForgottenTable {
  /** What hashes of users are made with. */
  readonly #key: string;

  constructor(private readonly db: Database) {
    this.#key = this.#storedKey() ?? this.#begin();
  }

  find(tenant: string, userId: string): ForgottenRow | undefined {
    return this.#found(tenant, hashOfUser(this.#key, tenant, userId));
  }

  marks(tenant: string, userIds: readonly string[]): UserMark[] {
    return userIds.map((userId) => {
      const hash = hashOfUser(this.#key, tenant, userId);
      const found = this.#found(tenant, hash);
      return { hash, ...(found && { until: found.deleted_until }) };
    });
  }

  put(tenant: string, userId: string, deletedUntil: number, featuresVersion: number | null): void {
    this.db
      .prepare('INSERT OR REPLACE INTO profile_forgotten VALUES (?, ?, ?, ?)')
      .run(tenant, hashOfUser(this.#key, tenant, userId), deletedUntil, featuresVersion);
  }

  #found(tenant: string, hash: string): ForgottenRow | undefined {
    return this.db
      .prepare('SELECT deleted_until, features_version FROM profile_forgotten WHERE tenant = ? AND user_hash = ?')
      .get<ForgottenRow>(tenant, hash);
  }

  #storedKey(): string | undefined {
    return this.db.prepare('SELECT key FROM profile_forget_key').get<{ key: string }>()?.key;
  }

  #begin(): string {
    return this.db.transaction(() => {
      // Another process may have been faster.
      const stored = this.#storedKey();
      if (stored !== undefined) return stored;
      const key = newForgetKey();
      this.db.prepare('INSERT INTO profile_forget_key VALUES (?)').run(key);
      return key;
    });
  }
}
