import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { accessEnvironment, createKey, openAccess, type Right } from '@stars/access';
import { readAudit } from '@stars/audit';
import { type SurfaceClient, surfaceClient } from '@stars/contracts';
import { createLogger, parseConfig } from '@stars/platform';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { newTestGateway, SEEDED, type TestGateway } from './testing/new-test-gateway.js';

const folder = mkdtempSync(join(tmpdir(), 'stars-surfaces-'));
const keysFile = join(folder, 'keys.json');
const newKey = (rights: readonly Right[], tenant: string) =>
  createKey(keysFile, { name: rights.join(), rights, tenants: [tenant], expires: Date.now() + 600_000 }, Date.now());
const north = newKey(['surfaces', 'recommend'], 'default');
const south = newKey(['surfaces', 'recommend'], 'south');
const stranger = newKey(['recommend', 'catalog', 'admin'], 'default');

let gateway: TestGateway;
let client: SurfaceClient;
beforeAll(async () => {
  const settings = parseConfig(z.object(accessEnvironment), { STARS_KEYS_FILE: keysFile });
  const logger = createLogger('test', { level: 'silent' });
  gateway = await newTestGateway({ access: openAccess(settings, { dataDir: folder, host: '127.0.0.1', logger }) });
  client = surfaceClient(`127.0.0.1:${gateway.grpcPort}`, { authorization: `Bearer ${north.token}` });
});
afterAll(async () => {
  client?.close();
  await gateway?.close();
  rmSync(folder, { recursive: true });
});

async function call({ token }: { token?: string }, path: string, body?: object) {
  const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' };
  const how = body === undefined ? {} : { method: 'POST', body: JSON.stringify(body) };
  const answer = await fetch(`http://127.0.0.1:${gateway.httpPort}/v1/${path}`, { headers, ...how });
  // biome-ignore lint/suspicious/noExplicitAny: the body is asserted on, field by field
  return { status: answer.status, body: (await answer.json()) as any };
}

/** How many items a request gets that names the surface and says nothing else. */
const places = async (key: { token?: string }, surface: string): Promise<number> => {
  const { body } = await call(key, 'recommend', { user_id: SEEDED.fruitUser, surface });
  return body.items.length;
};

describe('a stored surface', () => {
  it('counts at the next request, for its tenant alone', async () => {
    const before = await places(north, 'discover');
    expect(before).toBeGreaterThan(2);
    expect(await call(north, 'surfaces', { name: 'discover', surface: { k: 2 } })).toEqual({
      status: 200,
      body: { version: 1 },
    });
    expect(await places(north, 'discover')).toBe(2);
    const { body } = await call(south, 'surfaces?name=discover');
    expect(body.surfaces[0].versions).toMatchObject([{ version: 0, surface: { exclude_seen: true } }]);
  });

  it('does not change if a change is refused', async () => {
    const wrong = { name: 'discover', surface: { k: 1, diversity: { strength: 2 } } };
    expect(await call(north, 'surfaces', wrong)).toMatchObject({
      status: 400,
      body: { error: { code: 'STARS_OUT_OF_RANGE', field: 'surface.diversity.strength' } },
    });
    expect(await call(north, 'surfaces', { name: 'discover', surface: { seed_item_ids: ['a'] } })).toMatchObject({
      status: 400,
      body: { error: { code: 'STARS_INVALID_FIELD', field: 'surface.seed_item_ids' } },
    });
    expect(await call(north, 'surfaces', { name: 'discover' })).toMatchObject({
      status: 400,
      body: { error: { code: 'STARS_FIELD_REQUIRED', field: 'surface' } },
    });
    expect(await call(stranger, 'surfaces', { name: 'discover', surface: { k: 1 } })).toMatchObject({ status: 403 });
    expect(await call(south, 'surfaces', { tenant_id: 'default', name: 'discover', surface: { k: 1 } })).toMatchObject({
      status: 403,
    });
    expect(await call(north, 'surfaces', { name: 'discover', surface: { k: 1 }, expected_version: 0 })).toMatchObject({
      status: 409,
      body: { error: { code: 'STARS_CONFLICT', field: 'expected_version' } },
    });
    expect(await places(north, 'discover')).toBe(2);
  });

  it('rolls back and is deleted, over gRPC too', async () => {
    const name = { tenantId: '', name: 'discover' };
    await call(north, 'surfaces', { name: 'discover', surface: { k: 1 }, expected_version: 1 });
    expect(await places(north, 'discover')).toBe(1);
    expect(await client.rollBackSurface({ ...name, version: 0, expectedVersion: 2 })).toEqual({ version: 3 });
    expect(await places(north, 'discover')).toBe(2);
    await expect(client.deleteSurface({ ...name, expectedVersion: 2 })).rejects.toMatchObject({
      code: 'STARS_CONFLICT',
    });
    expect(await client.deleteSurface({ ...name, expectedVersion: 3 })).toEqual({ version: 4 });
    expect(await places(north, 'discover')).toBeGreaterThan(2);
    const { surfaces } = await client.listSurfaces(name);
    expect(surfaces[0]!.versions.map(({ version, surface }) => [version, surface?.k])).toEqual([
      [4, undefined],
      [3, 2],
      [2, 1],
      [1, 2],
      [0, 0],
    ]);
    expect(surfaces[0]!.versions[0]!.changedBy).toContain(north.key.id);
  });

  it('has each change in the audit log', async () => {
    const records = [];
    for await (const record of readAudit(gateway.deps.bus)) records.push(record);
    const done = records.filter(({ outcome }) => outcome === 'done');
    expect(done.map(({ action, target }) => `${action} ${JSON.stringify(target)}`)).toEqual([
      'PutSurface {"name":"discover"}',
      'PutSurface {"name":"discover","expectedVersion":1}',
      'RollBackSurface {"name":"discover","version":0,"expectedVersion":2}',
      'DeleteSurface {"name":"discover","expectedVersion":3}',
    ]);
    expect(done[0]).toMatchObject({ tenant: 'default', rights: ['surfaces', 'recommend'] });
    expect(done[0]!.who).toContain(north.key.id);
    expect(records.flatMap(({ code }) => code ?? [])).toContain('STARS_CONFLICT');
  });
});
