import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client, credentials, Metadata, type ServiceError } from '@grpc/grpc-js';
import {
  type Access,
  accessEnvironment,
  createKey,
  METHOD_RIGHTS,
  openAccess,
  RIGHTS,
  type Right,
  ROUTE_RIGHTS,
  revokeKeys,
} from '@stars/access';
import { packageDefinition, RPC_NAMES, type RpcName } from '@stars/contracts';
import { createLogger, parseConfig } from '@stars/platform';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { z } from 'zod';
import { newTestGateway, type TestGateway } from './testing/new-test-gateway.js';

const folder = mkdtempSync(join(tmpdir(), 'stars-rights-'));
const keysFile = join(folder, 'keys.json');
const HOUR = 3_600_000;

/** Every route of HTTP that carries a method; that these are all is a test of the document. */
const document = JSON.parse(readFileSync(new URL('../openapi.json', import.meta.url), 'utf8')) as {
  paths: Record<string, Record<string, { operationId: string }>>;
};
const ROUTES = Object.entries(document.paths).flatMap(([path, methods]) =>
  Object.entries(methods).flatMap(([method, { operationId }]) => {
    const call = operationId.replace('ByQuery', '') as RpcName;
    return RPC_NAMES.includes(call) ? [{ route: `${method.toUpperCase()} ${path}`, call }] : [];
  }),
);

const newKey = (rights: readonly Right[], tenants = ['default'], lifeMs = HOUR) =>
  createKey(keysFile, { name: 'test', rights, tenants, expires: Date.now() + lifeMs }, Date.now());

/** Every right alone, all of them, and two that are no caller. */
const ROLES: Readonly<Record<string, { rights: readonly Right[]; authorization: string | undefined }>> = {
  ...Object.fromEntries(
    RIGHTS.map((right) => [right, { rights: [right], authorization: `Bearer ${newKey([right]).token}` }]),
  ),
  all: { rights: RIGHTS, authorization: `Bearer ${newKey(RIGHTS).token}` },
  expired: { rights: [], authorization: `Bearer ${newKey(RIGHTS, ['default'], -1).token}` },
  nobody: { rights: [], authorization: undefined },
};

let gateway: TestGateway;
let client: Client;
beforeAll(async () => {
  gateway = await newTestGateway({ access: openTestAccess() });
  client = new Client(`127.0.0.1:${gateway.grpcPort}`, credentials.createInsecure());
});
afterAll(async () => {
  client?.close();
  await gateway?.close();
  rmSync(folder, { recursive: true });
});

function openTestAccess(): Access {
  const settings = parseConfig(z.object(accessEnvironment), { STARS_KEYS_FILE: keysFile });
  const logger = createLogger('test', { level: 'silent' });
  return openAccess(settings, { dataDir: folder, host: '127.0.0.1', logger });
}

/** An empty request of a method over gRPC: the code of the answer, `OK` if there is none. */
function callGrpc(method: RpcName, authorization: string | undefined): Promise<string> {
  const { path } = Object.assign({}, ...Object.values(packageDefinition()))[method] as { path: string };
  const metadata = new Metadata();
  if (authorization !== undefined) metadata.set('authorization', authorization);
  const { promise, resolve } = Promise.withResolvers<string>();
  const pass = (bytes: Buffer): Buffer => bytes;
  client.makeUnaryRequest(path, pass, pass, Buffer.alloc(0), metadata, (error: ServiceError | null) =>
    resolve(error ? String(error.metadata.get('stars-code')[0]) : 'OK'),
  );
  return promise;
}

interface HttpOutcome {
  status: number;
  code: string;
  challenge: string | null;
}

async function callHttp(route: string, authorization: string | undefined): Promise<HttpOutcome> {
  const [method, path] = route.split(' ') as [string, string];
  const response = await fetch(`http://127.0.0.1:${gateway.httpPort}${path.replace(/\{\w+\}|:\w+/g, 'x')}`, {
    method,
    headers: { 'content-type': 'application/json', ...(authorization === undefined ? {} : { authorization }) },
    ...(method === 'POST' ? { body: '{}' } : {}),
  });
  // A stream would go on for a minute.
  if (response.ok) await response.body?.cancel();
  const code = response.ok ? 'OK' : ((await response.json()) as { error: { code: string } }).error.code;
  return { status: response.status, code, challenge: response.headers.get('www-authenticate') };
}

/** What a role is told by the table: the refusal, or that it may. */
const told = (role: string, right: Right): string => {
  if (role === 'nobody' || role === 'expired') return 'STARS_UNAUTHENTICATED';
  return ROLES[role]!.rights.includes(right) ? 'may' : 'STARS_PERMISSION_DENIED';
};

const REFUSALS = ['STARS_UNAUTHENTICATED', 'STARS_PERMISSION_DENIED'];
const outcome = (code: string): string => (REFUSALS.includes(code) ? code : 'may');

describe.each(Object.entries(ROLES))('a caller with %s', (role, { authorization }) => {
  it('may call over gRPC exactly what the table says', async () => {
    const found = await Promise.all(
      RPC_NAMES.map(async (method) => [method, outcome(await callGrpc(method, authorization))]),
    );
    const expected = RPC_NAMES.map((method) => [method, told(role, METHOD_RIGHTS[method].right)]);
    expect(Object.fromEntries(found)).toEqual(Object.fromEntries(expected));
  });

  it('may call over HTTP exactly the same, by every route', async () => {
    expect(new Set(ROUTES.map(({ call }) => call))).toEqual(new Set(RPC_NAMES));
    for (const { route, call } of ROUTES) {
      const { code, status, challenge } = await callHttp(route, authorization);
      const expected = told(role, METHOD_RIGHTS[call].right);
      expect(outcome(code), route).toBe(expected);
      expect([status === 401, challenge], route).toEqual(
        expected === 'STARS_UNAUTHENTICATED' ? [true, 'Bearer realm="stars"'] : [false, null],
      );
      expect(status === 403, route).toBe(expected === 'STARS_PERMISSION_DENIED');
    }
  });

  it('reaches what is open or what its rights are for, and nothing that is not there', async () => {
    // The web console is not part of the gateway: what it would serve is not found, by everybody.
    for (const [route, right] of Object.entries(ROUTE_RIGHTS)) {
      const expected = right === 'open' ? 'may' : told(role, right);
      expect(outcome((await callHttp(route, authorization)).code), route).toBe(expected);
    }
    const { code } = await callHttp('POST /v1/nowhere', authorization);
    const known = role !== 'nobody' && role !== 'expired';
    expect(code).toBe(known ? 'STARS_NOT_FOUND' : 'STARS_UNAUTHENTICATED');
  });
});

it('counts callers who were refused, over both transports', async () => {
  const { body } = await gateway.get('/metrics');
  for (const [method, transport, code] of [
    ['Recommend', 'grpc', 'STARS_UNAUTHENTICATED'],
    ['Recommend', 'grpc', 'STARS_PERMISSION_DENIED'],
    ['unknown', 'http', 'STARS_UNAUTHENTICATED'],
    ['Recommend', 'http', 'STARS_PERMISSION_DENIED'],
  ]) {
    const labels = `method="${method}",transport="${transport}",code="${code}"`;
    expect(body).toMatch(new RegExp(`stars_gateway_requests_total{[^}]*${labels}[^}]*} [1-9]`));
  }
});

describe('a key', () => {
  it('counts as soon as it is in the file, and no more once it is revoked', async () => {
    const { key, token } = newKey(['recommend']);
    const call = () => callGrpc('PopularItems', `Bearer ${token}`);
    await vi.waitFor(async () => expect(await call()).toBe('OK'), 10_000);
    revokeKeys(keysFile, [key.id]);
    await vi.waitFor(async () => expect(await call()).toBe('STARS_UNAUTHENTICATED'), 10_000);
  });

  it('is for its tenants: the first one, if a call names none', async () => {
    const { token } = newKey(['track', 'admin'], ['north', 'default']);
    const headers = { 'content-type': 'application/json', authorization: `Bearer ${token}` };
    const post = async (tenant?: string) => {
      const interaction = { user_id: 'u', item_id: 'i', type: 'view', time: new Date().toISOString() };
      const interactions = [interaction, { ...interaction, ...(tenant === undefined ? {} : { tenant_id: tenant }) }];
      const url = `http://127.0.0.1:${gateway.httpPort}/v1/track`;
      const response = await fetch(url, { method: 'POST', headers, body: JSON.stringify({ interactions }) });
      return { status: response.status, body: await response.json() };
    };
    await vi.waitFor(async () => expect(await post()).toMatchObject({ status: 200, body: { accepted: 2 } }), 10_000);
    expect(await post('default')).toMatchObject({ status: 200 });
    expect(await post('south')).toMatchObject({
      status: 403,
      body: { error: { code: 'STARS_PERMISSION_DENIED', field: 'interactions[1].tenant_id' } },
    });
    const tenants = new Set<string>();
    for await (const batch of gateway.deps.bus.read({ topic: 'stars.v1.interactions' })) {
      for (const { key } of batch) tenants.add(key);
    }
    expect(tenants).toEqual(new Set(['north/u', 'default/u']));
  });
});
