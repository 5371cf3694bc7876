import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { accessEnvironment, createKey, openAccess, type Right } from '@stars/access';
import { CatalogItem, encodeCatalogUpsert, type OperationsClient, operationsClient, TOPICS } from '@stars/contracts';
import type { Subscription } from '@stars/event-bus';
import { createLogger, parseConfig } from '@stars/platform';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { z } from 'zod';
import { newTestGateway, type TestGateway } from './testing/new-test-gateway.js';

const folder = mkdtempSync(join(tmpdir(), 'stars-operator-'));
const keysFile = join(folder, 'keys.json');
const newKey = (name: string, rights: readonly Right[], ...tenants: string[]) =>
  createKey(keysFile, { name, rights, tenants, expires: Date.now() + 600_000 }, Date.now());
const north = newKey('north', ['operate', 'recommend'], 'default');
const south = newKey('south', ['operate'], 'south');
const both = newKey('both', ['recommend'], 'default', 'south');
const stranger = newKey('stranger', ['recommend', 'admin'], 'default');

let gateway: TestGateway;
let client: OperationsClient;
let refusing: Subscription;
let refuses = true;
const handled: string[] = [];

beforeAll(async () => {
  const settings = parseConfig(z.object(accessEnvironment), { STARS_KEYS_FILE: keysFile });
  const logger = createLogger('test', { level: 'silent' });
  const access = openAccess(settings, { dataDir: folder, host: '127.0.0.1', logger });
  gateway = await newTestGateway({ access, deps: () => ({ keysFile }) });
  client = operationsClient(`127.0.0.1:${gateway.grpcPort}`, { authorization: `Bearer ${north.token}` });
  const { bus } = gateway.deps;
  const item = (tenantId: string, itemId: string) =>
    encodeCatalogUpsert(CatalogItem.fromPartial({ tenantId, itemId, version: 7, title: `Figs of ${tenantId}` }));
  await bus.publish(TOPICS.catalog, [
    ...['i1', 'i2', 'i3'].map((id) => item('default', id)),
    item('south', 's1'),
    { key: 'default/broken', id: 'broken', value: Buffer.from([1, 2, 3]) },
  ]);
  refusing = await bus.consume({
    group: 'indexer',
    topics: [TOPICS.catalog],
    handler: async (messages) => {
      if (refuses) return messages.map((message) => ({ message, code: 'STARS_INVALID_FIELD', reason: 'no colour' }));
      handled.push(...messages.map(({ key }) => key));
    },
  });
  await vi.waitFor(async () => expect((await call(north, 'dead-letters')).body.letters).toHaveLength(4), 20_000);
  refuses = false;
});
afterAll(async () => {
  await refusing?.close();
  client?.close();
  await gateway?.close();
  rmSync(folder, { recursive: true });
});

async function call({ token }: { token?: string | undefined }, path: string, body?: object) {
  const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' };
  const how = body === undefined ? {} : { method: 'POST', body: JSON.stringify(body) };
  const answer = await fetch(`http://127.0.0.1:${gateway.httpPort}/v1/${path}`, { headers, ...how });
  // biome-ignore lint/suspicious/noExplicitAny: the body is asserted on, field by field
  return { status: answer.status, body: (await answer.json()) as any };
}
const refused = (status: number, code: string, field?: string) => ({
  status,
  body: { error: { code, ...(field && { field }) } },
});

describe('the status', () => {
  it('says what answers do without, how far behind groups are, and which model serves', async () => {
    const { body } = await call(north, 'status');
    expect(body).toMatchObject({ ready: true, groups_problem: '', model_version: 'm1' });
    expect(body.checks).toContainEqual({ name: 'vector-index', ok: true, message: '', degrades: false });
    // No service of this test handles what was published.
    expect(body.groups).toContainEqual({ service: 'catalog', group: 'catalog', messages: 5 });
    gateway.deps.health.register('price feed', () => Promise.reject(new Error('away')), { needed: false });
    expect((await client.getStatus({ tenantId: '' })).checks).toContainEqual({
      ...{ name: 'price feed', ok: false, message: 'away', degrades: true },
    });
    expect((await call(south, 'status')).body).toMatchObject({ ready: true });
    const { body: later } = await call(north, 'status');
    expect(Date.parse(later.counted_since)).toBeLessThan(Date.now());
    const letters = later.calls.find(({ method }: { method: string }) => method === 'ListDeadLetters');
    expect(letters).toMatchObject({ requests: expect.toSatisfy((n) => n > 0), p95_seconds: expect.any(Number) });

    expect(await call(stranger, 'status')).toMatchObject(refused(403, 'STARS_PERMISSION_DENIED'));
  });
});

describe('the stream of the status', () => {
  const open = ({ token }: { token?: string | undefined }, stop: AbortController) =>
    fetch(`http://127.0.0.1:${gateway.httpPort}/v1/status/stream?tenant_id=default`, {
      headers: { authorization: `Bearer ${token}` },
      signal: stop.signal,
    });
  const inFlight = async (): Promise<number> => {
    const text = await (await fetch(`http://127.0.0.1:${gateway.httpPort}/metrics`)).text();
    return Number(/^stars_gateway_requests_in_flight\S* (\d+)/m.exec(text)?.[1]);
  };

  it('sends one after the other until its caller leaves', async () => {
    const stop = new AbortController();
    const answer = await open(north, stop);
    expect(answer.headers.get('content-type')).toBe('text/event-stream');
    const reader = answer.body!.pipeThrough(new TextDecoderStream()).getReader();
    let received = 0;
    while (received++ < 2) {
      const { value } = await reader.read();
      expect(value).toMatch(/^data: .*\n\n$/);
      expect(JSON.parse(value!.slice(6))).toMatchObject({ model_version: 'm1' });
    }
    stop.abort();
    await vi.waitFor(async () => expect(await inFlight()).toBe(0), 20_000);
  });

  it('needs the right, and a tenant of the caller', async () => {
    expect((await open(stranger, new AbortController())).status).toBe(403);
    expect(await (await open(south, new AbortController())).json()).toMatchObject(
      refused(403, 'STARS_PERMISSION_DENIED').body,
    );
  });
});

describe('dead letters', () => {
  it('are listed by pages with their content, for their tenant alone', async () => {
    const all = (await call(north, 'dead-letters?topic=catalog')).body.letters;
    expect(all[0]).toMatchObject({
      ...{ topic: TOPICS.catalog, group: 'indexer', key: 'default/i1', code: 'STARS_INVALID_FIELD' },
      ...{ reason: 'no colour', attempts: 1, replays: 0, replayable: true, content_problem: '' },
      content: { upsert: { item_id: 'i1', title: 'Figs of default' } },
    });
    expect(all[3]).toMatchObject({ key: 'default/broken', content_problem: expect.stringMatching(/./) });
    const first = await client.listDeadLetters({ ...none, pageSize: 3 });
    const second = await client.listDeadLetters({ ...none, pageSize: 3, pageToken: first.nextPageToken });
    expect([...first.letters, ...second.letters].map(({ id }) => id)).toEqual(all.map(({ id }: { id: string }) => id));
    expect(second.nextPageToken).toBe('');
    expect((await call(south, 'dead-letters')).body.letters).toMatchObject([{ key: 'south/s1' }]);
    expect((await call(north, 'dead-letters?code=STARS_TOO_LARGE')).body.letters).toEqual([]);
    expect(await call(north, 'dead-letters?topic=nothing')).toMatchObject(refused(404, 'STARS_NOT_FOUND', 'topic'));
    expect(await call(north, 'dead-letters?page_token=x')).toMatchObject(
      refused(400, 'STARS_INVALID_FIELD', 'page_token'),
    );
    expect(await call(stranger, 'dead-letters')).toMatchObject(refused(403, 'STARS_PERMISSION_DENIED'));
  });

  it('are sent again or erased by their ids, all of them or none', async () => {
    const [first, second, third, broken] = (await client.listDeadLetters(none)).letters.map(({ id }) => id);
    const [theirs] = (await call(south, 'dead-letters')).body.letters;
    const replay = (...ids: unknown[]) => call(north, 'dead-letters/replay', { ids });
    expect(await replay(first, theirs.id)).toMatchObject(refused(404, 'STARS_NOT_FOUND', 'ids'));
    expect(await replay(first, 'catalog/0/999')).toMatchObject(refused(404, 'STARS_NOT_FOUND', 'ids'));
    expect(await replay('x')).toMatchObject(refused(400, 'STARS_INVALID_FIELD', 'ids[0]'));
    expect(await replay()).toMatchObject(refused(400, 'STARS_FIELD_REQUIRED', 'ids'));
    expect(await replay(first, first, second)).toEqual({ status: 200, body: { replayed: 2 } });
    await vi.waitFor(() => expect(handled.toSorted()).toEqual(['default/i1', 'default/i2']), 20_000);
    expect(await client.dropDeadLetters({ tenantId: '', ids: [third!, broken!] })).toEqual({ dropped: 2 });
    expect((await call(north, 'dead-letters')).body.letters).toEqual([]);
    expect((await call(south, 'dead-letters')).body.letters).toHaveLength(1);
  });
});

describe('keys', () => {
  it('are listed without secrets, if all of their tenants are the caller’s', async () => {
    const { body } = await call(north, 'keys');
    expect(body.keys.map(({ name }: { name: string }) => name)).toEqual(['north', 'stranger']);
    expect(body.keys[0]).toMatchObject({ rights: ['operate', 'recommend'], tenants: ['default'] });
    expect(JSON.stringify(body)).not.toMatch(/hash|token/);
    expect(await call(south, 'keys/revoke', { ids: [north.key.id] })).toMatchObject(
      refused(404, 'STARS_NOT_FOUND', 'ids'),
    );
    expect(await call(north, 'keys/revoke', { ids: [both.key.id] })).toMatchObject(
      refused(404, 'STARS_NOT_FOUND', 'ids'),
    );
  });

  it('are made with no more than their maker has, count, and are revoked', async () => {
    const make = (given: object) => call(north, 'keys', { name: 'till', rights: ['recommend'], ...given });
    expect(await make({ rights: ['recommend', 'admin'] })).toMatchObject(
      refused(403, 'STARS_PERMISSION_DENIED', 'rights[1]'),
    );
    expect(await make({ rights: ['fly'] })).toMatchObject(refused(400, 'STARS_INVALID_FIELD', 'rights[0]'));
    expect(await make({ tenants: ['default', 'south'] })).toMatchObject(
      refused(403, 'STARS_PERMISSION_DENIED', 'tenants[1]'),
    );
    expect(await make({ days: 40_000 })).toMatchObject(refused(400, 'STARS_OUT_OF_RANGE', 'days'));
    const { status, body } = await make({ limit: 5 });
    expect([status, body.key]).toMatchObject([200, { name: 'till', tenants: ['default'], limit: 5 }]);
    const popular = async () => (await call(body, 'popular')).status;
    await vi.waitFor(async () => expect(await popular()).toBe(200), { timeout: 20_000, interval: 100 });
    expect(await client.revokeKeys({ tenantId: '', ids: [body.key.id] })).toEqual({ revoked: 1 });
    await vi.waitFor(async () => expect(await popular()).toBe(401), { timeout: 20_000, interval: 100 });
    const certificate = await make({ certificate: 'till.example' });
    expect(certificate.body).toMatchObject({ token: '', key: { certificate: 'till.example' } });
  });
});

describe('the audit log', () => {
  it('has what was done, newest first, by pages, by caller, action and time, for its tenant', async () => {
    await call(south, 'dead-letters/drop', { ids: ['catalog/0/999'] });
    const { entries } = (await call(north, 'audit?page_size=500')).body;
    const done = entries.filter(({ outcome }: { outcome: string }) => outcome === 'done');
    expect(done.map(({ action }: { action: string }) => action)).toEqual([
      ...['CreateKey', 'RevokeKeys', 'CreateKey', 'DropDeadLetters', 'ReplayDeadLetters'],
    ]);
    expect(done.at(-1)).toMatchObject({
      who: `north (${north.key.id})`,
      tenant_id: 'default',
      rights: north.key.rights,
    });
    expect(done.at(-1).target.ids).toHaveLength(3);
    const created = await client.listAuditEntries({ ...nobody, action: 'CreateKey', pageSize: 3 });
    expect(created.entries.map(({ action }) => action)).toEqual(['CreateKey', 'CreateKey', 'CreateKey']);
    const more = await client.listAuditEntries({ ...nobody, action: 'CreateKey', pageToken: created.nextPageToken });
    expect(new Set(more.entries.map(({ action }) => action))).toEqual(new Set(['CreateKey']));
    expect((await call(south, 'audit?page_size=2')).body.entries).toMatchObject([
      { action: 'DropDeadLetters', outcome: 'failed', code: 'STARS_NOT_FOUND' },
      { outcome: 'begun' },
    ]);
    const ahead = new Date(Date.now() + 60_000);
    expect((await client.listAuditEntries({ ...nobody, since: ahead })).entries).toEqual([]);
    expect((await client.listAuditEntries({ ...nobody, who: 'south' })).entries).toEqual([]);
    expect((await client.listAuditEntries({ ...nobody, until: ahead, pageSize: 500 })).entries).toHaveLength(
      entries.length,
    );
    expect(await call(north, 'audit?page_token=x')).toMatchObject(refused(400, 'STARS_INVALID_FIELD', 'page_token'));
    expect(JSON.stringify(entries)).not.toMatch(/stars_\w+_/);
  });
});

const none = { tenantId: '', topic: '', group: '', code: '', pageSize: 0, pageToken: '' };
const nobody = { tenantId: '', who: '', action: '', pageSize: 0, pageToken: '', since: undefined, until: undefined };
