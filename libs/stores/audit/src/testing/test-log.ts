import { SqliteEventBus } from '@stars/event-bus';
import { createLogger, Secret } from '@stars/platform';
import { openDatabase } from '@stars/sqlite';
import { afterAll } from 'vitest';
import { AuditLog } from '../audit-log.js';
import { type AuditEntry, readAudit } from '../read-audit.js';

export const KEY = 'a-secret-of-the-log';
export const logger = createLogger('audit', { level: 'silent' });
export const told = (action: string) => ({ who: 'ann', tenant: 'default', action, target: { version: action } });

/** A bus in memory for the tests of one file, with writers of its audit log. */
export function newTestLog() {
  const database = openDatabase(':memory:');
  const bus = new SqliteEventBus(database);
  afterAll(async () => {
    await bus.close();
    database.close();
  });
  const newLog = (writer: string, some: Partial<ConstructorParameters<typeof AuditLog>[0]> = {}): AuditLog =>
    new AuditLog({ bus, writer, logger, key: Secret.of(KEY), ...some });
  async function allOf(): Promise<AuditEntry[]> {
    const entries: AuditEntry[] = [];
    for await (const entry of readAudit(bus)) entries.push(entry);
    return entries;
  }
  return { bus, newLog, allOf };
}
