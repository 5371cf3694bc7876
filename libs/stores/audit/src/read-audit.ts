import { AUDIT_TOPIC } from '@stars/contracts';
import type { EventBus } from '@stars/event-bus';
import { type AuditRecord, recordOf } from './audit-record.js';

/** An entry of the log as it lies there. */
export interface AuditEntry {
  partition: number;
  offset: number;
  /** Undefined for bytes that are no record. */
  record: AuditRecord | undefined;
}

/** The audit log in the order of its positions. @param from next offsets by partition */
export async function* readAudit(
  bus: Pick<EventBus, 'read'>,
  from: ReadonlyMap<number, number> = new Map(),
): AsyncGenerator<AuditEntry> {
  for await (const batch of bus.read({ topic: AUDIT_TOPIC, from })) {
    for (const { partition, offset, value } of batch) {
      let record: AuditRecord | undefined;
      try {
        record = recordOf(value);
      } catch {
        // Said by its absence: somebody else wrote it.
      }
      yield { partition, offset, record };
    }
  }
}
