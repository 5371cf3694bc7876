import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createKey, RIGHTS } from '@stars/access';
import { TOPICS } from '@stars/contracts';
import { createLogger } from '@stars/platform';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startStandalone } from './standalone.js';
import type { Standalone } from './standalone-options.js';
import { plainTextModels } from './testing/plain-text-models.js';

const TENANTS = ['north', 'south'] as const;
type Tenant = (typeof TENANTS)[number];
const otherOf = (tenant: Tenant): Tenant => (tenant === 'north' ? 'south' : 'north');
/** In every text that a tenant stores. No request has it, so that no error repeats it. */
const canaryOf = (tenant: Tenant): string => `canary-of-${tenant}`;

const dataDir = mkdtempSync(join(tmpdir(), 'stars-tenants-'));
const keys = new Map(
  TENANTS.map((tenant) => {
    const given = { name: tenant, rights: RIGHTS, tenants: [tenant], expires: Date.now() + 3_600_000 };
    return [tenant, createKey(join(dataDir, 'keys.json'), given, Date.now()).token!];
  }),
);

let standalone: Standalone;
let log = '';

/** A call of a tenant, which nowhere names it. */
async function call(tenant: Tenant, path: string, body?: unknown): Promise<{ status: number; text: string }> {
  const headers = { 'content-type': 'application/json', authorization: `Bearer ${keys.get(tenant)}` };
  const url = `http://127.0.0.1:${standalone.ports!.httpPort}${path}`;
  const response = await fetch(url, {
    headers,
    ...(body === undefined ? {} : { method: 'POST', body: JSON.stringify(body) }),
  });
  return { status: response.status, text: await response.text() };
}

/** The ids of both tenants are the same: only the tenant tells them apart. */
async function fill(tenant: Tenant): Promise<void> {
  const canary = canaryOf(tenant);
  const time = new Date(Date.now() - 60_000).toISOString();
  const items = [1, 2, 3].map((n) => ({ item_id: `item-${n}`, title: `${canary} ${n}`, category: [canary], price: n }));
  items.push({ item_id: `only-${tenant}`, title: `${canary} alone`, category: [canary], price: 9 });
  const event = { item_id: 'item-1', type: 'purchase', time, region: canary };
  const stored = [
    await call(tenant, '/v1/items', { items }),
    await call(tenant, '/v1/users', { users: [{ user_id: 'ann', features: { segment: canary } }] }),
    await call(tenant, '/v1/track', {
      interactions: [
        { ...event, user_id: 'ann' },
        { ...event, user_id: `only-${tenant}`, item_id: `only-${tenant}` },
      ],
    }),
    await call(tenant, '/v1/context', {
      signals: [{ region: canary, valid_from: time, valid_until: '2099-01-01T00:00:00Z', signals: { note: canary } }],
    }),
  ];
  expect(stored.map(({ status }) => status)).toEqual([200, 200, 200, 200]);
}

beforeAll(async () => {
  const destination = {
    write: (line: string): void => {
      log += line;
    },
  };
  standalone = await startStandalone({
    dataDir,
    listen: { grpcPort: 0, httpPort: 0 },
    logger: createLogger('standalone', { level: 'trace', destination }),
    openTextModels: plainTextModels,
  });
  for (const tenant of TENANTS) await fill(tenant);
  await standalone.drain({ pollMs: 20, signal: AbortSignal.timeout(60_000) });
});
afterAll(async () => {
  await standalone?.close();
  rmSync(dataDir, { recursive: true });
});

/** Every call that reads, and whether its answer has texts of the tenant who asks. */
const READS: readonly [path: string, body: unknown, hasOwn: boolean][] = [
  ['/v1/popular', undefined, true],
  ['/v1/recommend?user_id=ann', undefined, true],
  ['/v1/recommend', { user_id: 'only-north', k: 100 }, true],
  ['/v1/recommend', { user_id: 'only-south', k: 100 }, true],
  ['/v1/recommend/batch', { requests: [{ user_id: 'ann' }, { user_id: 'bob' }] }, true],
  ['/v1/similar-items', { item_id: 'item-1' }, false],
  ['/v1/items/item-1', undefined, true],
  ['/v1/users/ann', undefined, true],
  ['/v1/users/ann/history', undefined, true],
  ['/console/examples', undefined, false],
];

describe.each(TENANTS)('what %s can see', (tenant) => {
  const other = otherOf(tenant);

  it.each(READS)('of the other in %s is nothing', async (path, body, hasOwn) => {
    const { text } = await call(tenant, path, body);
    expect(text).not.toContain(canaryOf(other));
    expect(text.includes(canaryOf(tenant)), text).toBe(hasOwn);
  });

  it('does not tell whether an id is there for the other', async () => {
    for (const path of [`/v1/items/only-${other}`, `/v1/users/only-${other}`, `/v1/users/only-${other}/history`]) {
      const [theirs, nobodys] = [await call(tenant, path), await call(tenant, path.replace(other, 'nobody'))];
      expect([theirs.status, theirs.text.replaceAll(other, 'nobody')]).toEqual([nobodys.status, nobodys.text]);
    }
    const { text } = await call(tenant, '/console/examples');
    expect(JSON.parse(text)).toEqual({ user_ids: ['ann', `only-${tenant}`] });
  });

  it('cannot change or delete what is the other’s', async () => {
    for (const [path, body] of [
      ['/v1/items/delete', { items: [{ tenant_id: other, item_id: 'item-1' }] }],
      ['/v1/users/delete', { tenant_id: other, user_id: 'ann' }],
      ['/v1/impressions/confirm', { tenant_id: other, user_id: 'ann', recommendation_id: 'r', item_ids: ['item-1'] }],
    ] as const) {
      expect(await call(tenant, path, body)).toMatchObject({ status: 403 });
    }
    expect(await call(tenant, '/v1/users/delete', { user_id: `only-${other}` })).toMatchObject({ status: 200 });
    await standalone.drain({ pollMs: 20, signal: AbortSignal.timeout(60_000) });
    const [profile] = await standalone.stack.profiles.get(other, [`only-${other}`]);
    expect(profile?.history).toMatchObject([{ itemId: `only-${other}` }]);
  });
});

it('keeps them apart on the bus, and has texts of neither in metrics and logs', async () => {
  let found = 0;
  for (const topic of Object.values(TOPICS)) {
    for await (const batch of standalone.stack.bus.read({ topic })) {
      for (const { key, value } of batch) {
        for (const tenant of TENANTS) {
          if (!Buffer.from(value).includes(canaryOf(tenant))) continue;
          expect(key, topic).toMatch(new RegExp(`^${tenant}/`));
          found++;
        }
      }
    }
  }
  expect(found).toBeGreaterThanOrEqual(2 * (4 + 1 + 2 + 1));
  const { text } = await call('north', '/metrics');
  expect(text).toContain('stars_gateway_requests_total');
  for (const tenant of TENANTS) {
    expect(text).not.toContain(canaryOf(tenant));
    expect(log).not.toContain(canaryOf(tenant));
    expect(log).not.toContain(keys.get(tenant));
  }
  expect(log.length).toBeGreaterThan(0);
});
