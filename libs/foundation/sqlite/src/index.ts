export { Database } from './database.js';
export { damageOf, noteDamage } from './error-mapping.js';
export { migrate } from './migrations.js';
export { type DatabaseOptions, openDatabase } from './open-database.js';
export { type SqlValue, Statement } from './statement.js';
