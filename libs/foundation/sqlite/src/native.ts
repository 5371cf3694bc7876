/** The one place that knows which SQLite this is. */
export { DatabaseSync, type StatementSync } from 'node:sqlite';
