import type { RpcMessages, RpcName } from '@stars/contracts';
import { StarsError } from '@stars/errors';
import { type Caller, ownTenant } from './caller.js';
import { METHOD_RIGHTS } from './rights.js';

/** A field that names a tenant: the names of messages and lists that lead to its message. */
interface TenantField {
  steps: readonly { name: string; property: string }[];
  /** Whether its message lies within another that names a tenant, which holds for it too. */
  inner: boolean;
}

type Message = Record<string, unknown> & { tenantId?: string };

const camelCase = (name: string): string => name.replace(/_(\w)/g, (_, letter: string) => letter.toUpperCase());

function fieldsOf(paths: readonly string[]): TenantField[] {
  const holders = paths.map((path) => path.slice(0, -'tenant_id'.length));
  return holders.map((holder) => ({
    steps: [...holder.matchAll(/(\w+)\[\]\./g)].map(([, name]) => ({ name: name!, property: camelCase(name!) })),
    inner: holders.some((other) => other !== holder && holder.startsWith(other)),
  }));
}

const FIELDS = new Map(Object.entries(METHOD_RIGHTS).map(([method, { tenants }]) => [method, fieldsOf(tenants)]));

/**
 * Gives a request the tenant of its caller where it names none, in place.
 * Errors: `STARS_PERMISSION_DENIED` with the path of a field that names a tenant that is not the caller's.
 */
export function claimTenants<M extends RpcName>(caller: Caller, method: M, request: RpcMessages[M]['request']): void {
  if (caller.tenants === 'all') return;
  for (const field of FIELDS.get(method)!) claim(caller, field, 0, request as object as Message, '');
}

/** The tenants of a request and the share of its elements that is each one's; together 1. Every tenant must be named by now. */
export function tenantShares<M extends RpcName>(method: M, request: RpcMessages[M]['request']): Map<string, number> {
  const counts = new Map<string, number>();
  let sum = 0;
  for (const { steps, inner } of FIELDS.get(method)!) {
    if (inner) continue;
    const [step] = steps;
    const holders = step
      ? ((request as object as Message)[step.property] as Message[])
      : [request as object as Message];
    for (const { tenantId } of holders) counts.set(tenantId!, (counts.get(tenantId!) ?? 0) + 1);
    sum += holders.length;
  }
  for (const [tenant, count] of counts) counts.set(tenant, count / sum);
  return counts;
}

function claim(caller: Caller, field: TenantField, at: number, message: Message, path: string): void {
  const step = field.steps[at];
  if (step === undefined) {
    if (message.tenantId) checkTenant(caller, message.tenantId, `${path}tenant_id`);
    else if (!field.inner) message.tenantId = ownTenant(caller);
    return;
  }
  for (const [index, element] of (message[step.property] as Message[]).entries()) {
    claim(caller, field, at + 1, element, `${path}${step.name}[${index}].`);
  }
}

function checkTenant({ id, tenants }: Caller, tenant: string, field: string): void {
  if (tenants.includes(tenant)) return;
  const text = `${field} names a tenant that ${id} may not use`;
  throw new StarsError('STARS_PERMISSION_DENIED', text, { field });
}
