/** `profile_seen` has what users saw, the last at `until` (ms); `profile_forgotten` has who was deleted, without ids; `profile_progress` how far work is that processes share. */
export const PROFILE_STORE_SCHEMA: readonly string[] = [
  `CREATE TABLE profile_user (
     id INTEGER PRIMARY KEY,
     tenant TEXT NOT NULL,
     user_id TEXT NOT NULL,
     deleted_until INTEGER,
     features_version INTEGER,
     features TEXT,
     history BLOB,
     UNIQUE (tenant, user_id)
   );
   CREATE TABLE profile_vectors (
     id INTEGER PRIMARY KEY,
     user INTEGER NOT NULL REFERENCES profile_user (id),
     model_version TEXT NOT NULL,
     as_of INTEGER NOT NULL,
     body BLOB NOT NULL,
     UNIQUE (user, model_version)
   );
   CREATE TABLE profile_progress (
     tenant TEXT NOT NULL,
     work TEXT NOT NULL,
     state TEXT NOT NULL,
     PRIMARY KEY (tenant, work)
   );
   CREATE TABLE profile_forget_key (key TEXT NOT NULL);
   CREATE TABLE profile_forgotten (
     tenant TEXT NOT NULL,
     user_hash TEXT NOT NULL,
     deleted_until INTEGER NOT NULL,
     features_version INTEGER,
     PRIMARY KEY (tenant, user_hash)
   ) WITHOUT ROWID;`,
  `CREATE TABLE profile_seen (
     id INTEGER PRIMARY KEY,
     tenant TEXT NOT NULL,
     user_id TEXT NOT NULL,
     until INTEGER NOT NULL,
     body BLOB NOT NULL,
     UNIQUE (tenant, user_id)
   );`,
];
