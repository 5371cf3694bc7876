import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { accessEnvironment, createKey, openAccess } from '@stars/access';
import { readAudit } from '@stars/audit';
import { AUDIT_TOPIC } from '@stars/contracts';
import { StarsError } from '@stars/errors';
import type { EventBus } from '@stars/event-bus';
import { createLogger, parseConfig } from '@stars/platform';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { z } from 'zod';
import { newTestGateway, SEEDED, type TestGateway } from './testing/new-test-gateway.js';

const folder = mkdtempSync(join(tmpdir(), 'stars-audit-'));
const keysFile = join(folder, 'keys.json');
const { key, token } = createKey(
  keysFile,
  { name: 'officer', rights: ['admin', 'audience'], tenants: ['default'], expires: Date.now() + 60_000 },
  Date.now(),
);
const logger = createLogger('test', { level: 'silent' });
let away = false;

/** The bus, whose audit log may be away. */
const withLog = (bus: EventBus): EventBus =>
  new Proxy(bus, {
    get: (target, name) => {
      const value: unknown = Reflect.get(target, name);
      if (typeof value !== 'function') return value;
      return (...given: unknown[]) => {
        if (away && name === 'publish' && given[0] === AUDIT_TOPIC) throw new StarsError('STARS_UNAVAILABLE', 'away');
        return Reflect.apply(value, target, given);
      };
    },
  });

let gateway: TestGateway;
beforeAll(async () => {
  const settings = parseConfig(z.object(accessEnvironment), { STARS_KEYS_FILE: keysFile });
  const access = openAccess(settings, { dataDir: folder, host: '127.0.0.1', logger });
  gateway = await newTestGateway({ access, deps: ({ bus }) => ({ bus: withLog(bus) }) });
});
afterAll(async () => {
  await gateway?.close();
  rmSync(folder, { recursive: true });
});

const call = async (path: string, user_id: string): Promise<number> => {
  const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' };
  const url = `http://127.0.0.1:${gateway.httpPort}/v1/users/${path}`;
  const body = JSON.stringify({ user_id });
  return (await fetch(url, path.endsWith('export') ? { headers } : { method: 'POST', headers, body })).status;
};

it('says who exported, deleted and took the objection of whom, without the id of the user', async () => {
  const { bus, profiles } = gateway.deps;
  const user = SEEDED.fruitUser;
  away = true;
  expect(await call('delete', user)).toBe(503);
  // Nothing happens that is not written.
  expect((await profiles.get('default', [user]))[0]?.history.length).toBeGreaterThan(0);
  away = false;
  expect([await call(`${user}/export`, user), await call('delete', user), await call('object', user)]).toEqual([
    200, 200, 200,
  ]);
  expect(await call('delete', '')).toBe(400);

  const [mark] = await profiles.marks('default', [user]);
  const records = [];
  for await (const record of readAudit(bus)) records.push(record);
  expect(records.map(({ action, outcome, code }) => `${action} ${code ?? outcome}`)).toEqual([
    ...['ExportUser begun', 'ExportUser done', 'DeleteUser begun', 'DeleteUser done'],
    ...['ObjectToProfiling begun', 'ObjectToProfiling done', 'DeleteUser begun', 'DeleteUser STARS_FIELD_REQUIRED'],
  ]);
  const objected = { user: mark!.hash, withdrawn: false };
  const told = { rights: ['admin', 'audience'], tenant: 'default' };
  expect(records[4]).toMatchObject({ ...told, who: expect.stringContaining(key.id), target: objected });
  expect(JSON.stringify(records)).not.toContain(user);
});

it('says for which items and which segment users were found, and not all of a long one', async () => {
  const { bus } = gateway.deps;
  const values = Array.from({ length: 1000 }, (_, n) => `city ${n}`);
  const segment = { features: { in: { field: 'attributes.city', values } } };
  const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' };
  const body = JSON.stringify({ item_ids: [SEEDED.itemIds[0]], segment, k: 7 });
  const url = `http://127.0.0.1:${gateway.httpPort}/v1/find-users`;
  expect((await fetch(url, { method: 'POST', headers, body })).status).toBe(200);
  const records = [];
  for await (const record of readAudit(bus)) if (record.action === 'FindUsers') records.push(record);
  expect(records.map(({ outcome }) => outcome)).toEqual(['begun', 'done']);
  const { target } = records[0]!;
  expect(target).toMatchObject({
    itemIds: [SEEDED.itemIds[0]],
    k: 7,
    segment: expect.stringContaining('attributes.city'),
  });
  expect(JSON.stringify(target).length).toBeLessThan(3000);
});
