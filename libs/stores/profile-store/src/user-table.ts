import { ignoredUntil } from '@stars/contracts';
import type { Database } from '@stars/sqlite';
import type { ForgottenTable } from './forgotten-table.js';
import { decodeHistory, emptyHistory, type PackedHistory } from './history-codec.js';
import type { FeatureValue, UserVectors } from './port.js';

export interface UserRow {
  /** 0 for a user that is not stored. */
  id: number;
  tenant: string;
  user_id: string;
  /** Events up to this moment stay out, ms; null for a user never deleted. */
  deleted_until: number | null;
  features_version: number | null;
  /** JSON. */
  features: string | null;
  history: Uint8Array | null;
}

/** Rows of users, by tenant and user id. */
export class UserTable {
  constructor(
    private readonly db: Database,
    private readonly forgotten: ForgottenTable,
  ) {}

  find(tenant: string, userId: string): UserRow | undefined {
    return this.db.prepare('SELECT * FROM profile_user WHERE tenant = ? AND user_id = ?').get<UserRow>(tenant, userId);
  }

  /** What a write of vectors needs: without the history, which is most of a row. */
  findMark(tenant: string, userId: string): Pick<UserRow, 'id' | 'deleted_until'> | undefined {
    return this.db
      .prepare('SELECT id, deleted_until FROM profile_user WHERE tenant = ? AND user_id = ?')
      .get<Pick<UserRow, 'id' | 'deleted_until'>>(tenant, userId);
  }

  /** The row, or a new one that is not stored yet, with what is remembered of a deletion. */
  findOrNew(tenant: string, userId: string): UserRow {
    const found = this.find(tenant, userId);
    if (found !== undefined) return found;
    const remembered = this.forgotten.find(tenant, userId) ?? { deleted_until: null, features_version: null };
    return { id: 0, tenant, user_id: userId, ...remembered, features: null, history: null };
  }

  /** Stores the row, and gives a new one its id. */
  save(row: UserRow): void {
    const values = [row.deleted_until, row.features_version, row.features, row.history];
    if (row.id !== 0) {
      this.db
        .prepare(`UPDATE profile_user SET deleted_until = ?, features_version = ?, features = ?, history = ?
          WHERE id = ?`)
        .run(...values, row.id);
      return;
    }
    const { id } = this.db
      .prepare(`INSERT INTO profile_user (tenant, user_id, deleted_until, features_version, features, history)
        VALUES (?, ?, ?, ?, ?, ?) RETURNING id`)
      .get(row.tenant, row.user_id, ...values) as { id: number };
    row.id = id;
  }

  remove({ id }: UserRow): void {
    this.db.prepare('DELETE FROM profile_user WHERE id = ?').run(id);
  }

  page(tenant: string, after: string, limit: number): string[] {
    return this.db
      .prepare('SELECT user_id FROM profile_user WHERE tenant = ? AND user_id > ? ORDER BY user_id LIMIT ?')
      .all<{ user_id: string }>(tenant, after, limit)
      .map((row) => row.user_id);
  }

  count(tenant: string): number {
    const row = this.db.prepare('SELECT count(*) AS n FROM profile_user WHERE tenant = ?').get<{ n: number }>(tenant);
    return row?.n ?? 0;
  }
}

export function historyOf(row: Pick<UserRow, 'history'>): PackedHistory {
  return row.history === null ? emptyHistory() : decodeHistory(row.history);
}

export function featuresOf(row: Pick<UserRow, 'features'>): Record<string, FeatureValue> {
  return row.features === null ? {} : (JSON.parse(row.features) as Record<string, FeatureValue>);
}

/** A vector from before a deletion that arrives after it must not bring the user back. */
export function madeOfForgotten(row: Pick<UserRow, 'id' | 'deleted_until'>, vectors: UserVectors): boolean {
  if (row.deleted_until === null || vectors.asOf > ignoredUntil(row.deleted_until, Date.now())) return false;
  return row.id === 0 || vectors.asOf > 0;
}
