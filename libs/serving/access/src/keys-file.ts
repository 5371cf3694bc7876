import { createSecretKey, randomBytes } from 'node:crypto';
import {
  closeSync,
  existsSync,
  fchmodSync,
  fchownSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { dirname } from 'node:path';
import { StarsError } from '@stars/errors';
import { hashOf, newToken } from './key-token.js';
import { type KeysDocument, keysFromJson, type StoredKey } from './keys-document.js';
import type { Right } from './rights.js';

export interface NewKey {
  name: string;
  rights: readonly Right[];
  tenants: readonly string[];
  /** ms since 1970 */
  expires: number;
  /** Works a second that it may ask for; absent: the default of the server. */
  limit?: number;
  /** A name in a client certificate, which then is the credential; absent: an API key is made. */
  certificate?: string;
}

export interface CreatedKey {
  key: StoredKey;
  /** The API key, which is stored nowhere. */
  token?: string;
}

/** Errors: `STARS_NOT_FOUND`, `STARS_CONFIG_INVALID`. */
export function readKeys(path: string): KeysDocument {
  if (!existsSync(path)) throw new StarsError('STARS_NOT_FOUND', `there is no file of keys ${path}`, { field: 'keys' });
  return keysFromJson(readFileSync(path, 'utf8'), path);
}

/** Adds a key to the file, which is made if it is not there. Errors: `STARS_CONFIG_INVALID`, also where nobody may write it; `STARS_UNAVAILABLE`. */
export function createKey(path: string, given: NewKey, now: number): CreatedKey {
  const { certificate } = given;
  return change(path, (document) => {
    const { id, token } = newToken();
    const hash = hashOf(token, secretOf(document)).toString('base64url');
    const key: StoredKey = {
      id,
      name: given.name,
      rights: [...given.rights],
      tenants: [...given.tenants],
      created: new Date(now).toISOString(),
      expires: new Date(given.expires).toISOString(),
      ...(given.limit === undefined ? {} : { limit: given.limit }),
      ...(certificate === undefined ? { hash } : { certificate }),
    };
    document.keys.push(key);
    return { key, ...(certificate === undefined ? { token } : {}) };
  });
}

/** Removes keys from the file; servers take it back within seconds. Errors: `STARS_NOT_FOUND` for an unknown id; then none is removed. */
export function revokeKeys(path: string, ids: readonly string[]): void {
  readKeys(path);
  change(path, (document) => {
    const unknown = ids.find((id) => document.keys.every((key) => key.id !== id));
    if (unknown !== undefined) throw new StarsError('STARS_NOT_FOUND', `there is no key ${unknown}`, { field: 'id' });
    document.keys = document.keys.filter(({ id }) => !ids.includes(id));
  });
}

export const secretOf = ({ secret }: KeysDocument) => createSecretKey(Buffer.from(secret, 'base64url'));

/** The new file appears whole, for its owner only, or for those who could read the one before. One process at a time: otherwise a key that was shown could get lost. */
function change<T>(path: string, work: (document: KeysDocument) => T): T {
  mkdirSync(dirname(path), { recursive: true });
  const part = `${path}.part`;
  const file = openPart(part);
  try {
    const document = existsSync(path) ? readKeys(path) : { secret: randomBytes(32).toString('base64url'), keys: [] };
    const result = work(document);
    const text = `${JSON.stringify(document, null, 2)}\n`;
    keysFromJson(text, path);
    writeFileSync(file, text);
    if (existsSync(path)) keepReaders(file, path);
    fsyncSync(file);
    renameSync(part, path);
    return result;
  } catch (error) {
    rmSync(part, { force: true });
    throw error;
  } finally {
    closeSync(file);
  }
}

/** A server may run as another user: it would go on with the keys before, also with one that was revoked. */
function keepReaders(file: number, path: string): void {
  const { mode, uid, gid } = statSync(path);
  fchmodSync(file, mode & 0o777);
  if (process.getuid?.() === 0) fchownSync(file, uid, gid);
}

/** A Secret of Kubernetes is mounted so. */
const READ_ONLY: ReadonlySet<string> = new Set(['EROFS', 'EACCES', 'EPERM']);

function openPart(part: string): number {
  try {
    return openSync(part, 'wx', 0o600);
  } catch (cause) {
    const { code = '' } = cause as NodeJS.ErrnoException;
    if (READ_ONLY.has(code)) {
      const text = `${part} cannot be written: change the keys where the file comes from, such as a Secret`;
      throw new StarsError('STARS_CONFIG_INVALID', text, { cause, field: 'keys' });
    }
    if (code !== 'EEXIST') throw cause;
    const text = `another process changes the keys; if none does, one died: remove ${part}`;
    throw new StarsError('STARS_UNAVAILABLE', text, { cause });
  }
}
