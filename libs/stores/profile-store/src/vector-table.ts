import type { Database } from '@stars/sqlite';
import type { UserVectors } from './port.js';
import type { UserRow } from './user-table.js';
import { encodeVectors } from './vector-codec.js';

/** Vectors of users, one row a model version. */
export class VectorTable {
  constructor(private readonly db: Database) {}

  put({ id }: UserRow, vectors: UserVectors): void {
    this.db
      .prepare(`INSERT INTO profile_vectors (user, model_version, as_of, body) VALUES (?, ?, ?, ?)
        ON CONFLICT (user, model_version) DO UPDATE SET as_of = excluded.as_of, body = excluded.body`)
      .run(id, vectors.modelVersion, vectors.asOf, encodeVectors(vectors));
  }

  drop({ id }: UserRow): void {
    this.db.prepare('DELETE FROM profile_vectors WHERE user = ?').run(id);
  }

  /** Drops those of other versions from all users of the tenant. */
  retain(tenant: string, modelVersions: readonly string[]): void {
    this.db
      .prepare(`DELETE FROM profile_vectors WHERE model_version NOT IN (SELECT value FROM json_each(?))
        AND user IN (SELECT id FROM profile_user WHERE tenant = ?)`)
      .run(JSON.stringify(modelVersions), tenant);
  }
}
