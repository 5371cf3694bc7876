import { createHash, createHmac } from 'node:crypto';
import { StarsError } from '@stars/errors';
import { z } from 'zod';

/** An action, as its caller describes it. */
export interface Told {
  /** Id of the caller, or operator of a verb. */
  who: string;
  /** Rights of the caller; none for an operator, who has the machine. */
  rights?: readonly string[] | undefined;
  tenant?: string | undefined;
  /** Name of the method, or of the verb. */
  action: string;
  /** What it was done to, by name. A user is a keyed hash, so that an erasure breaks no chain. */
  target: Readonly<Record<string, unknown>>;
}

const text = z.string();
const shape = z.strictObject({
  /** The process that wrote it: each has a chain of its own. */
  writer: text,
  /** Its place in this chain, from 0. */
  seq: z.int().min(0),
  /** ISO 8601. */
  time: text,
  who: text,
  rights: z.array(text).optional(),
  tenant: text.optional(),
  action: text,
  target: z.record(text, z.unknown()),
  /** `begun` is written before the action, the others after it; `noted` has no other. */
  outcome: z.enum(['begun', 'done', 'failed', 'noted']),
  /** Of the failure. */
  code: text.optional(),
  /** `seq` of the record that says that it began. */
  of: z.int().optional(),
  /** Hash of the record before in the chain; empty for the first. */
  before: text,
  /** Hash of the last record on the log, of any writer, when this was written; empty if there was none. */
  seen: text,
  /** Of all of the above: SHA-256, or HMAC-SHA-256 with the key of the log, hex. */
  hash: text,
});

/** One entry of the audit log. */
export type AuditRecord = z.infer<typeof shape>;

/** The keys of a setting: the first makes hashes, and all count. */
export const keysIn = (text = ''): string[] => text.split(/[\s,]+/).filter((key) => key !== '');

/** Hash of a record without its own: over its fields in the order of their names. */
export function hashOf({ hash: _, ...fields }: AuditRecord, key: string | undefined): string {
  const hash = key === undefined ? createHash('sha256') : createHmac('sha256', key);
  return hash.update(canonical(fields)).digest('hex');
}

/** Errors: `STARS_POISON_MESSAGE`. */
export function recordOf(value: Uint8Array): AuditRecord {
  try {
    return shape.parse(JSON.parse(Buffer.from(value).toString()));
  } catch (cause) {
    throw new StarsError('STARS_POISON_MESSAGE', 'is no record of the audit log', { cause });
  }
}

/** JSON with the fields of all objects in order, so that a copy that was written elsewhere has the same hash. */
function canonical(value: unknown): string {
  return JSON.stringify(value, (_, inner: unknown) =>
    typeof inner === 'object' && inner !== null && !Array.isArray(inner)
      ? Object.fromEntries(Object.entries(inner).sort(([a], [b]) => (a < b ? -1 : 1)))
      : inner,
  );
}
