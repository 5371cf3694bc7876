import { type JsonSchema, objectOf, packageDefinition, RPC_NAMES, rpcSchemas } from '@stars/contracts';
import { expect, it } from 'vitest';
import { METHOD_RIGHTS, RIGHT_MEANINGS, RIGHTS } from './rights.js';

const { components, request } = rpcSchemas(() => '');

/** Paths of all fields `tenant_id` of a message, by the schema of its JSON. */
function tenantFields(schema: JsonSchema, path: string, within: readonly unknown[]): string[] {
  const reference = schema['$ref'];
  // A filter has filters in it.
  if (reference === undefined || within.includes(reference)) return [];
  // An enum has no fields.
  return Object.entries(objectOf(schema, components).properties ?? {}).flatMap(([name, field]) => {
    if (name === 'tenant_id') return [`${path}tenant_id`];
    const variants = [field, ...((field['anyOf'] as JsonSchema[] | undefined) ?? [])];
    return variants.flatMap((variant) => [
      ...tenantFields(variant, `${path}${name}.`, [...within, reference]),
      ...tenantFields((variant['items'] ?? {}) as JsonSchema, `${path}${name}[].`, [...within, reference]),
    ]);
  });
}

it('has a row for every method of every service, and no other', () => {
  const methods = Object.values(packageDefinition()).flatMap((service) => Object.keys(service));
  expect(Object.keys(METHOD_RIGHTS).sort()).toEqual(methods.sort());
  expect([...RPC_NAMES].sort()).toEqual(methods);
});

it.each(RPC_NAMES)('names every field of %s that names a tenant', (method) => {
  const fields = tenantFields(request(method), '', []);
  expect(fields.length).toBeGreaterThan(0);
  expect([...METHOD_RIGHTS[method].tenants].sort()).toEqual(fields.sort());
});

it('says of every right what it is for', () => {
  expect(Object.keys(RIGHT_MEANINGS)).toEqual([...RIGHTS]);
});
