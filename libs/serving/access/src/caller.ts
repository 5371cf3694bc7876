import { DEFAULT_TENANT } from '@stars/contracts';
import { StarsError } from '@stars/errors';
import { RIGHTS, type Right } from './rights.js';

/** Who makes a call, as a credential says. */
export interface Caller {
  /** Of the key, the token's subject or the certificate's name: for logs. */
  id: string;
  rights: ReadonlySet<Right>;
  /** A call that names no tenant is for the first. `all`: any tenant, and the default one if a call names none. */
  tenants: readonly string[] | 'all';
  /** When the credential ends, ms since 1970. */
  expires: number;
  /** Id of the API key, or of the row of a client certificate; absent for a token. */
  key?: string;
  /** Works a second that it may ask for; absent: the default. */
  limit?: number;
}

/** Whoever reaches a server that asks nobody who they are. */
export const ANYBODY: Caller = {
  id: 'anybody',
  rights: new Set(RIGHTS),
  tenants: 'all',
  expires: Number.POSITIVE_INFINITY,
};

/** Errors: `STARS_PERMISSION_DENIED`. */
export function checkRight({ id, rights }: Caller, right: Right): void {
  if (rights.has(right)) return;
  const own = [...rights].join(', ') || 'none';
  throw new StarsError('STARS_PERMISSION_DENIED', `${id} has not the right ${right}, only: ${own}`);
}

/** Whether a caller may name a tenant. */
export const mayUse = ({ tenants }: Caller, tenant: string): boolean => tenants === 'all' || tenants.includes(tenant);

/** The tenant of a call that names none. */
export const ownTenant = ({ tenants }: Caller): string => (tenants === 'all' ? DEFAULT_TENANT : tenants[0]!);
