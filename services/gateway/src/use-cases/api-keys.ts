import { existsSync } from 'node:fs';
import {
  type Caller,
  createKey,
  mayUse,
  RIGHTS,
  type Right,
  readKeys,
  revokeKeys,
  type StoredKey,
} from '@stars/access';
import {
  type ApiKey,
  type CreateKeyRequest,
  type CreateKeyResponse,
  type ListKeysRequest,
  type ListKeysResponse,
  type RevokeKeysRequest,
  type RevokeKeysResponse,
  validateCreateKeyRequest,
  validateListKeysRequest,
  validateRevokeKeysRequest,
} from '@stars/contracts';
import { StarsError } from '@stars/errors';

const DAY_MS = 86_400_000;

/** Keys whose tenants are all the caller's. Errors: `STARS_NOT_FOUND` without a file of keys. */
export function listKeys(file: string | undefined, given: ListKeysRequest, caller: Caller): ListKeysResponse {
  const { tenantId } = validateListKeysRequest(given);
  return { keys: keysOf(existing(file), tenantId, caller).map(shown) };
}

/**
 * Makes a key that may do no more than its maker.
 * Errors: `STARS_PERMISSION_DENIED` for a right or a tenant that the caller has not; `STARS_INVALID_FIELD` for a right that is none;
 * `STARS_NOT_FOUND` without a file of keys; those of the file.
 */
export function createApiKey(file: string | undefined, given: CreateKeyRequest, caller: Caller): CreateKeyResponse {
  const { name, tenants, days, limit, certificate, ...request } = validateCreateKeyRequest(given);
  const rights = request.rights.map((right, index) => ownRight(caller, right, `rights[${index}]`));
  for (const [index, tenant] of tenants.entries()) {
    if (mayUse(caller, tenant)) continue;
    const field = `tenants[${index}]`;
    throw new StarsError('STARS_PERMISSION_DENIED', `${field} is a tenant that ${caller.id} may not use`, { field });
  }
  const path = existing(file);
  const now = Date.now();
  const optional = { ...(limit === undefined ? {} : { limit }), ...(certificate === undefined ? {} : { certificate }) };
  const { key, token = '' } = createKey(
    path,
    { name, rights, tenants, expires: now + days * DAY_MS, ...optional },
    now,
  );
  return { key: shown(key), token };
}

/** Errors: `STARS_NOT_FOUND` for an id that is not in the caller's list, and then none is removed; those of the file. */
export function revokeApiKeys(file: string | undefined, given: RevokeKeysRequest, caller: Caller): RevokeKeysResponse {
  const { tenantId, ids } = validateRevokeKeysRequest(given);
  const path = existing(file);
  const own = new Set(keysOf(path, tenantId, caller).map(({ id }) => id));
  const unknown = ids.find((id) => !own.has(id));
  if (unknown !== undefined) throw new StarsError('STARS_NOT_FOUND', `there is no key ${unknown}`, { field: 'ids' });
  const once = [...new Set(ids)];
  revokeKeys(path, once);
  return { revoked: once.length };
}

/** A first key shuts out all who have none, so an operator makes it beside the server. */
function existing(file: string | undefined): string {
  if (file !== undefined && existsSync(file)) return file;
  throw new StarsError('STARS_NOT_FOUND', 'this server has no file of keys: make the first with ./stars keys create');
}

const keysOf = (file: string, tenant: string, caller: Caller): StoredKey[] =>
  readKeys(file).keys.filter(
    ({ tenants }) => tenants.includes(tenant) && tenants.every((each) => mayUse(caller, each)),
  );

function ownRight({ id, rights }: Caller, name: string, field: string): Right {
  const right = RIGHTS.find((each) => each === name);
  if (right === undefined) {
    throw new StarsError('STARS_INVALID_FIELD', `${field} is no right: ${RIGHTS.join(', ')}`, { field });
  }
  if (rights.has(right)) return right;
  throw new StarsError('STARS_PERMISSION_DENIED', `${field} is a right that ${id} has not`, { field });
}

const shown = ({ hash: _, created, expires, ...key }: StoredKey): ApiKey => ({
  ...key,
  createdTime: new Date(created),
  expiresTime: new Date(expires),
  limit: key.limit,
  certificate: key.certificate,
});
