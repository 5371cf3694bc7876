import { type AuditRecord, hashOf } from './audit-record.js';
import type { AuditEntry } from './read-audit.js';

/** What is wrong with the log, and where. */
export interface AuditFault {
  partition: number;
  offset: number;
  /** `writer/seq`; absent for bytes that are no record. */
  record?: string;
  problem: string;
}

export interface AuditVerdict {
  records: number;
  /** Hash of the last record: kept elsewhere, it proves later that nothing up to here is gone. */
  head: string;
  faults: AuditFault[];
}

interface VerifyOptions {
  /** The log begins later than it once did, because its retention has passed. */
  trimmed?: boolean;
  /** Those that the log has or had, if any. */
  keys?: readonly string[];
  /** Hashes that are known to have been on the log. */
  heads?: readonly string[];
}

interface Chain {
  seq: number;
  hash: string;
}

const nameOf = ({ writer, seq }: AuditRecord): string => `${writer}/${seq}`;

/**
 * Finds records that were changed, removed, added or put in another place, of a log in the order of its positions. What it cannot find:
 * that the last records are gone, if no known head is among them, and, of a log without a key, that somebody wrote it anew. Records
 * without a key count before the first with one: that one has a hash of them.
 */
export async function verifyAudit(
  entries: AsyncIterable<AuditEntry> | Iterable<AuditEntry>,
  { trimmed = false, heads = [], keys = [] }: VerifyOptions = {},
): Promise<AuditVerdict> {
  const chains = new Map<string, Chain>();
  const known = new Set<string>();
  const faults: AuditFault[] = [];
  let [records, head, anchored, isKeyed] = [0, '', false, false];
  const isOurs = (record: AuditRecord): boolean => {
    const hasKey = keys.some((key) => hashOf(record, key) === record.hash);
    isKeyed ||= hasKey;
    return hasKey || (!isKeyed && hashOf(record, undefined) === record.hash);
  };
  for await (const { partition, offset, record } of entries) {
    const at = { partition, offset, ...(record ? { record: nameOf(record) } : {}) };
    if (record === undefined) {
      faults.push({ ...at, problem: 'is no record: somebody else wrote it' });
      continue;
    }
    const chain = chains.get(record.writer);
    const isSame = isOurs(record);
    // At least once: a bus may have a message twice.
    if (known.has(record.hash) && isSame) continue;
    anchored ||= known.has(record.seen);
    const problem = isSame
      ? problemOf(record, chain, known, { trimmed, anchored })
      : 'was changed: its hash is another';
    if (problem !== undefined) faults.push({ ...at, problem });
    records++;
    head = record.hash;
    known.add(record.hash);
    if (chain === undefined || record.seq >= chain.seq) chains.set(record.writer, record);
  }
  const ofAll = { partition: 0, offset: -1 };
  if (keys.length > 0 && records > 0 && !isKeyed) faults.push({ ...ofAll, problem: 'no record has the key' });
  for (const hash of heads) {
    if (!known.has(hash)) faults.push({ ...ofAll, problem: `the record with the hash ${hash} is gone` });
  }
  return { records, head, faults };
}

function problemOf(
  record: AuditRecord,
  chain: Chain | undefined,
  known: ReadonlySet<string>,
  { trimmed, anchored }: { trimmed: boolean; anchored: boolean },
): string | undefined {
  const before = chain?.seq ?? -1;
  if (record.seq <= before) return 'was added, or is in another place';
  // Of what is older than the retention, nothing is known.
  if (chain === undefined && trimmed && record.seq > 0) return undefined;
  if (record.seq > before + 1) return `${record.seq - before - 1} records before it are gone`;
  if (record.before !== (chain?.hash ?? '')) return 'does not follow the one before: one of them was changed or added';
  if (record.seen !== '' && !known.has(record.seen) && (anchored || !trimmed)) {
    return 'was written after a record that is gone, or is in another place';
  }
  return undefined;
}
