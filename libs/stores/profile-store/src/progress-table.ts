import type { Database } from '@stars/sqlite';

/** How far work is that processes share, by tenant and work. */
export class ProgressTable {
  constructor(private readonly db: Database) {}

  get(tenant: string, work: string): string | undefined {
    return this.db
      .prepare('SELECT state FROM profile_progress WHERE tenant = ? AND work = ?')
      .get<{ state: string }>(tenant, work)?.state;
  }

  /** False, and nothing changes, if it is not `before` any more. */
  put(tenant: string, work: string, before: string | undefined, after: string | undefined): Promise<boolean> {
    // It may name users, who may be deleted.
    return this.db.overwrite(() => {
      if (this.get(tenant, work) !== before) return false;
      if (after === undefined) {
        this.db.prepare('DELETE FROM profile_progress WHERE tenant = ? AND work = ?').run(tenant, work);
      } else {
        this.db
          .prepare('INSERT OR REPLACE INTO profile_progress (tenant, work, state) VALUES (?, ?, ?)')
          .run(tenant, work, after);
      }
      return true;
    });
  }
}
