import { LIMITS } from '@stars/contracts';
import { StarsError } from '@stars/errors';
import { z } from 'zod';
import { RIGHTS, type Right } from './rights.js';

/** Rights that keys have from before, and that allow nothing any more: the web console calls the API like any other client. */
const RETIRED = ['console-read', 'console-write'] as const;

const bytes32 = z.string().regex(/^[\w-]{43}$/, 'must be 32 bytes as base64url');
const time = z.iso.datetime({ offset: true });
/** As requests name it. */
export const tenantName = z
  .string()
  .max(LIMITS.tenantChars)
  .regex(/^[A-Za-z0-9][\w.-]*$/, 'must be letters, digits, "_", "." or "-"');

const key = z
  .strictObject({
    id: z.string().min(1),
    /** Who has it, such as a program; several keys may have one name. */
    name: z.string().min(1).max(LIMITS.nameChars),
    rights: z
      .array(z.enum([...RIGHTS, ...RETIRED]))
      .min(1)
      .transform((rights) => rights.filter((right) => (RIGHTS as readonly string[]).includes(right)) as Right[]),
    tenants: z.array(tenantName).min(1),
    created: time,
    expires: time,
    /** Works a second that it may ask for; absent: the default of the server. */
    limit: z.number().positive().optional(),
    /** Of an API key. */
    hash: bytes32.optional(),
    /** A name in a client certificate: its CN, or a DNS name or URI of its subject. */
    certificate: z.string().min(1).optional(),
  })
  .refine(({ hash, certificate }) => (hash === undefined) !== (certificate === undefined), {
    error: 'must have either a hash or a certificate',
  });

const document = z.strictObject({
  /** Of the keyed hash. */
  secret: bytes32,
  keys: z.array(key),
});

/** What a keys file has of one credential. */
export type StoredKey = z.infer<typeof key>;
export type KeysDocument = z.infer<typeof document>;

/** Errors: `STARS_CONFIG_INVALID` with the path of the field, such as `keys[2].tenants`; no text of the file is in it. */
export function keysFromJson(text: string, path: string): KeysDocument {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    throw invalid(`${path} is not JSON`);
  }
  const { success, data, error } = document.safeParse(json);
  if (!success) {
    const { path: steps, message } = error.issues[0]!;
    const field = steps.map((step) => (typeof step === 'number' ? `[${step}]` : `.${String(step)}`)).join('');
    throw invalid(`${path} is no file of keys: ${field.slice(1) || 'it'}: ${message}`, field.slice(1));
  }
  const ids = data.keys.map(({ id }) => id);
  const twice = ids.findIndex((id, index) => ids.indexOf(id) !== index);
  if (twice >= 0) throw invalid(`${path} has the id ${ids[twice]} twice`, `keys[${twice}].id`);
  return data;
}

const invalid = (message: string, field = ''): StarsError =>
  new StarsError('STARS_CONFIG_INVALID', message, field === '' ? {} : { field });
