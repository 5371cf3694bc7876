import { AUDIT_TOPIC } from '@stars/contracts';
import type { EventBus } from '@stars/event-bus';
import { type AuditRecord, recordOf } from './audit-record.js';

/** The records of the audit log, in its order, without what somebody else wrote there. */
export async function* readAudit(bus: Pick<EventBus, 'read'>): AsyncGenerator<AuditRecord> {
  for await (const batch of bus.read({ topic: AUDIT_TOPIC, from: new Map() })) {
    for (const { value } of batch) {
      const record = recordOf(value);
      if (record !== undefined) yield record;
    }
  }
}
