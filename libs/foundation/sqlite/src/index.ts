export { Database, type DatabaseOptions, openDatabase } from './database.js';
export { migrate } from './migrations.js';
export { type SqlValue, Statement } from './statement.js';
