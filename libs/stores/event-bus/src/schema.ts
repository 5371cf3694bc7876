/** Tables of the embedded bus. Each topic has its own log table (see topics.ts), so that appends stay sequential. */
export const EVENT_BUS_SCHEMA: readonly string[] = [
  `CREATE TABLE bus_topic (
     id INTEGER PRIMARY KEY,
     name TEXT NOT NULL UNIQUE,
     compacted INTEGER NOT NULL,
     next_offset INTEGER NOT NULL
   );
   CREATE TABLE bus_group (
     grp TEXT NOT NULL,
     topic INTEGER NOT NULL REFERENCES bus_topic (id),
     position INTEGER NOT NULL,
     owner TEXT,
     epoch INTEGER NOT NULL,
     expires INTEGER NOT NULL,
     PRIMARY KEY (grp, topic)
   ) WITHOUT ROWID;
   CREATE TABLE bus_id_run (
     run INTEGER PRIMARY KEY AUTOINCREMENT,
     topic INTEGER NOT NULL REFERENCES bus_topic (id),
     entries INTEGER NOT NULL
   );
   CREATE INDEX bus_id_run_topic ON bus_id_run (topic);
   CREATE TABLE bus_id_chunk (
     chunk INTEGER PRIMARY KEY,
     body BLOB NOT NULL
   );`,
];

export const logTable = (topic: number): string => `bus_log_${topic}`;
export const keyTable = (topic: number): string => `bus_key_${topic}`;

/** The last message of each key, and the ids that the key had of late. */
export const keyTableSql = (topic: number): string => `CREATE TABLE ${keyTable(topic)} (
  key TEXT PRIMARY KEY,
  message_offset INTEGER NOT NULL,
  recent_ids TEXT NOT NULL
) WITHOUT ROWID`;

export const logTableSql = (topic: number): string => `CREATE TABLE ${logTable(topic)} (
  message_offset INTEGER PRIMARY KEY,
  key TEXT NOT NULL,
  id TEXT NOT NULL,
  headers TEXT,
  value BLOB NOT NULL
)`;
