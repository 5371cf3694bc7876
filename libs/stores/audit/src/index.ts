export { AuditLog, type AuditLogOptions } from './audit-log.js';
export type { AuditRecord, Told } from './audit-record.js';
export { noteConfiguration } from './configuration.js';
export { type AuditPageOptions, readAudit, readAuditPage } from './read-audit.js';
