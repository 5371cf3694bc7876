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

export interface AuditPageOptions {
  /** Only records that pass. */
  passes: (record: AuditRecord) => boolean;
  /** Most records of a page. */
  size: number;
  /** Only records from this time on, ms since 1970. */
  since?: number | undefined;
  /** `next` of the page before; absent: the end of the log. */
  before?: number | undefined;
  signal?: AbortSignal | undefined;
}

/** Offsets that are read at once, and at most for one page. */
const [WINDOW, MOST] = [1000, 20_000];

/** Records of the audit log, newest first. A page may have none and yet have a `next`: only so much of the log is read for one. */
export async function readAuditPage(
  bus: Pick<EventBus, 'read' | 'endOffsets' | 'firstOffsets'>,
  { passes, size, since = 0, before, signal }: AuditPageOptions,
): Promise<{ records: AuditRecord[]; next: number | undefined }> {
  // All records have one key, and so one partition.
  const ends = [...(await bus.endOffsets(AUDIT_TOPIC))];
  const [partition, end] = ends.find(([, each]) => each > 0) ?? [0, 0];
  const first = (await bus.firstOffsets(AUDIT_TOPIC)).get(partition) ?? 0;
  const records: AuditRecord[] = [];
  const start = Math.min(before ?? end, end);
  for (let until = start; until > first; until -= WINDOW) {
    if (start - until >= MOST) return { records, next: until };
    const from = Math.max(first, until - WINDOW);
    const skipped = new Map(ends.map(([other, all]) => [other, other === partition ? from : all]));
    const found = await recordsBetween(bus, partition, { from: skipped, until, signal });
    for (const { record, offset } of found.reverse()) {
      if (Date.parse(record.time) < since) return { records, next: undefined };
      if (!passes(record)) continue;
      if (records.push(record) === size) return { records, next: offset > first ? offset : undefined };
    }
  }
  return { records, next: undefined };
}

async function recordsBetween(
  bus: Pick<EventBus, 'read'>,
  partition: number,
  { from, until, signal }: { from: ReadonlyMap<number, number>; until: number; signal: AbortSignal | undefined },
): Promise<{ record: AuditRecord; offset: number }[]> {
  const found: { record: AuditRecord; offset: number }[] = [];
  for await (const batch of bus.read({ topic: AUDIT_TOPIC, from, batchSize: WINDOW, signal })) {
    for (const { value, offset, partition: of } of batch) {
      if (of !== partition) continue;
      if (offset >= until) return found;
      const record = recordOf(value);
      if (record !== undefined) found.push({ record, offset });
    }
  }
  return found;
}
