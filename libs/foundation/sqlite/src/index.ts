export { Database, type DatabaseOptions, openDatabase } from './database.js';
export { damageOf, noteDamage } from './error-mapping.js';
export { migrate } from './migrations.js';
export { type SqlValue, Statement } from './statement.js';
