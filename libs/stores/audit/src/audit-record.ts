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
  /** What it was done to, by name. A user is a keyed hash, so that an erasure changes no record. */
  target: Readonly<Record<string, unknown>>;
}

const text = z.string();
const shape = z.strictObject({
  /** Of the action: the record that it began and the record of its end have the same. */
  id: text,
  /** Name of the process, and its machine. */
  writer: text,
  /** ISO 8601. */
  time: text,
  who: text,
  rights: z.array(text).optional(),
  tenant: text.optional(),
  action: text,
  target: z.record(text, z.unknown()),
  /** `begun` is written before the action, `done` and `failed` after it; `noted` has no other. */
  outcome: z.enum(['begun', 'done', 'failed', 'noted']),
  /** Of the failure. */
  code: text.optional(),
});

/** One entry of the audit log. */
export type AuditRecord = z.infer<typeof shape>;

/** Undefined for bytes that are no record. */
export function recordOf(value: Uint8Array): AuditRecord | undefined {
  try {
    return shape.parse(JSON.parse(Buffer.from(value).toString()));
  } catch {
    return undefined;
  }
}
