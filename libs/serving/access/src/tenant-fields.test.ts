import { RPC_NAMES, type RpcName, requestFromJson } from '@stars/contracts';
import { expect, it } from 'vitest';
import type { Caller } from './caller.js';
import { METHOD_RIGHTS } from './rights.js';
import { claimTenants } from './tenant-fields.js';

const caller: Caller = { id: 'shop', rights: new Set(), tenants: ['north', 'south'], expires: 0 };

type Json = Record<string, unknown>;

/** Requests of every method whose tenants are these, in the order of the table, and nothing else. */
function requestOf(method: RpcName, tenants: readonly (string | undefined)[]) {
  const json: Json = {};
  for (const [at, path] of METHOD_RIGHTS[method].tenants.entries()) {
    let holder = json;
    for (const step of path.split('.').slice(0, -1)) {
      const name = step.slice(0, -2);
      holder[name] ??= [{}];
      [holder] = holder[name] as [Json];
    }
    if (tenants[at] !== undefined) holder['tenant_id'] = tenants[at];
  }
  return requestFromJson(method, json);
}

const tenantsIn = (request: object): string[] =>
  [...JSON.stringify(request).matchAll(/"tenantId":"([^"]*)"/g)].map(([, tenant]) => tenant!);

it.each(RPC_NAMES)('%s gets the tenant of its caller where it names none', (method) => {
  const request = requestOf(method, []);
  claimTenants(caller, method, request);
  // What lies within a message that names a tenant takes that one later.
  const isList = ['Recommend', 'RecommendBatch', 'RecommendPage', 'RecommendGroups'].includes(method);
  expect(tenantsIn(request).sort()).toEqual(isList ? ['', 'north'] : METHOD_RIGHTS[method].tenants.map(() => 'north'));
});

it.each(RPC_NAMES)('%s may name any tenant of its caller, and no other, wherever it names one', (method) => {
  const { tenants } = METHOD_RIGHTS[method];
  const own = requestOf(
    method,
    tenants.map(() => 'south'),
  );
  claimTenants(caller, method, own);
  expect(tenantsIn(own)).toEqual(tenants.map(() => 'south'));
  for (const [at, path] of tenants.entries()) {
    const foreign = requestOf(
      method,
      tenants.map((_, index) => (index === at ? 'west' : 'south')),
    );
    const field = path.replaceAll('[]', '[0]');
    expect(() => claimTenants(caller, method, foreign)).toThrow(
      expect.objectContaining({ code: 'STARS_PERMISSION_DENIED', field }),
    );
  }
});

it('names the element that is not the caller’s, and takes any tenant of who may use all', () => {
  const interaction = { user_id: 'u', item_id: 'i', type: 'view', time: '2024-01-01T00:00:00Z' };
  const json = { interactions: [interaction, { ...interaction, tenant_id: 'west' }] };
  const request = requestFromJson('Track', json);
  expect(() => claimTenants(caller, 'Track', request)).toThrow(
    expect.objectContaining({ field: 'interactions[1].tenant_id' }),
  );
  const open = requestFromJson('Track', json);
  claimTenants({ ...caller, tenants: 'all' }, 'Track', open);
  expect(open.interactions.map(({ tenantId }) => tenantId)).toEqual(['', 'west']);
});
