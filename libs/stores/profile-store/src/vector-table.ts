import type { Database } from '@stars/sqlite';
import type { UserVectors } from './port.js';
import type { UserRow } from './user-table.js';
import { decodeVectors, encodeVectors } from './vector-codec.js';

interface VectorRow {
  model_version: string;
  as_of: number;
  body: Uint8Array;
}

/** Vectors of users, one row a model version. */
export class VectorTable {
  readonly #db: Database;

  constructor(db: Database) {
    this.#db = db;
  }

  of({ id }: UserRow): UserVectors[] {
    return this.#db
      .prepare('SELECT model_version, as_of, body FROM profile_vectors WHERE user = ? ORDER BY model_version')
      .all<VectorRow>(id)
      .map((v) => decodeVectors(v.model_version, v.as_of, v.body));
  }

  put({ id }: UserRow, vectors: UserVectors): void {
    this.#db
      .prepare(`INSERT INTO profile_vectors (user, model_version, as_of, body) VALUES (?, ?, ?, ?)
        ON CONFLICT (user, model_version) DO UPDATE SET as_of = excluded.as_of, body = excluded.body`)
      .run(id, vectors.modelVersion, vectors.asOf, encodeVectors(vectors));
  }

  drop({ id }: UserRow): void {
    this.#db.prepare('DELETE FROM profile_vectors WHERE user = ?').run(id);
  }

  /** Drops those of other versions from all users of the tenant. */
  retain(tenant: string, modelVersions: readonly string[]): void {
    this.#db
      .prepare(`DELETE FROM profile_vectors WHERE model_version NOT IN (SELECT value FROM json_each(?))
        AND user IN (SELECT id FROM profile_user WHERE tenant = ?)`)
      .run(JSON.stringify(modelVersions), tenant);
  }
}
