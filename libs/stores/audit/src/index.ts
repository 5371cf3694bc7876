export { AuditLog, type AuditLogOptions, type AuditStep } from './audit-log.js';
export { type AuditRecord, keysIn, recordOf, type Told } from './audit-record.js';
export { auditEnvironment } from './audit-settings.js';
export { noteConfiguration } from './configuration.js';
export { readAudit } from './read-audit.js';
export { type AuditFault, type AuditVerdict, verifyAudit } from './verify-audit.js';
