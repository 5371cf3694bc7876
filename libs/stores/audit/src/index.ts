export { AuditLog, type AuditLogOptions } from './audit-log.js';
export type { AuditRecord, Told } from './audit-record.js';
export { noteConfiguration } from './configuration.js';
export { readAudit } from './read-audit.js';
