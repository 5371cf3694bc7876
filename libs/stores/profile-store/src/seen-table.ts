import type { Database } from '@stars/sqlite';
import type { SeenItem, UserDeletion } from './port.js';
import { mergeSeen, seenAfter, unpackSeen } from './seen-items.js';

/** What users saw, by tenant and user id. Its caller opens the transactions. */
export class SeenTable {
  constructor(private readonly db: Database) {}

  read(tenant: string, userId: string): SeenItem[] {
    return unpackSeen(this.#find(tenant, userId));
  }

  /** @param ignoredUntil Of a deletion, ms. */
  add(tenant: string, userId: string, items: readonly SeenItem[], ignoredUntil: number): void {
    const body = mergeSeen(this.#find(tenant, userId), items, ignoredUntil);
    if (body) this.#put(tenant, userId, body);
  }

  /** Keeps what a deletion leaves. */
  delete(tenant: string, userId: string, deletion: Omit<UserDeletion, 'userId'>): void {
    const stored = this.#find(tenant, userId);
    const left = stored && seenAfter(stored, deletion);
    if (left) this.#put(tenant, userId, left);
    else this.db.prepare('DELETE FROM profile_seen WHERE tenant = ? AND user_id = ?').run(tenant, userId);
  }

  #put(tenant: string, userId: string, body: Uint8Array): void {
    this.db
      .prepare(`INSERT INTO profile_seen (tenant, user_id, until, body) VALUES (?, ?, ?, ?)
        ON CONFLICT (tenant, user_id) DO UPDATE SET until = excluded.until, body = excluded.body`)
      .run(tenant, userId, unpackSeen(body).at(-1)!.time, body);
  }

  #find(tenant: string, userId: string): Uint8Array | undefined {
    return this.db
      .prepare('SELECT body FROM profile_seen WHERE tenant = ? AND user_id = ?')
      .get<{ body: Uint8Array }>(tenant, userId)?.body;
  }
}
