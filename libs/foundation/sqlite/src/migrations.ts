import { StarsError } from '@stars/errors';
import type { Database } from './database.js';

const VERSION_TABLE = `CREATE TABLE IF NOT EXISTS schema_version (
  component TEXT PRIMARY KEY,
  version INTEGER NOT NULL
) WITHOUT ROWID`;

function currentVersion(db: Database, component: string): number {
  const table = db.prepare(`SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = 'schema_version'`).get();
  if (table === undefined) return 0;
  const row = db.prepare('SELECT version FROM schema_version WHERE component = ?').get<{ version: number }>(component);
  return row?.version ?? 0;
}

/**
 * Brings a component's tables to the newest version: step i (from 0) leads from version i to i + 1.
 * Steps never change once released; new ones are added at the end. Several processes may call this at once.
 * Errors: `STARS_UNREADABLE_FILE` if the file was written by a newer release.
 */
export function migrate(db: Database, component: string, steps: readonly string[]): void {
  if (currentVersion(db, component) === steps.length) return;
  db.transaction(() => {
    db.exec(VERSION_TABLE);
    // Read again under the lock: another process may have done it meanwhile.
    const version = currentVersion(db, component);
    if (version > steps.length) {
      throw new StarsError(
        'STARS_UNREADABLE_FILE',
        `database ${db.path} holds ${component} version ${version}; this release reads up to ${steps.length}`,
      );
    }
    for (const step of steps.slice(version)) db.exec(step);
    db.prepare('INSERT INTO schema_version VALUES (?, ?) ON CONFLICT DO UPDATE SET version = excluded.version').run(
      component,
      steps.length,
    );
  });
}
