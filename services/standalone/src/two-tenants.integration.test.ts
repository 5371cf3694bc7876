import { RPC_NAMES, type RpcName } from '@stars/contracts';
import { SeededRandom } from '@stars/datasets/testing';
import type { StackConfig } from '@stars/stack';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { grpcCall } from './testing/fuzz/api-calls.js';
import { GrpcSender } from './testing/fuzz/senders.js';
import { serversAt } from './testing/servers-at.js';
import { type StoredText, storedTexts } from './testing/stored-texts.js';
import { canaryOf, otherOf, TENANTS, type Tenant, TenantWorld } from './testing/tenant-world.js';

const kafka = process.env['STARS_TEST_KAFKA'];
const redis = process.env['STARS_TEST_REDIS'];
const elasticsearch = process.env['STARS_TEST_ELASTICSEARCH'];

const STACKS: readonly [string, boolean, (dataDir: string) => StackConfig][] = [
  ['embedded', false, (dataDir) => ({ kind: 'embedded', dataDir })],
  ['servers', !kafka || !redis || !elasticsearch, serversAt({ kafka, redis, elasticsearch })],
];

/** Calls that change something: what they say is seen by the others. */
const WRITES: readonly RpcName[] = [
  'Track',
  'UpsertItems',
  'PatchItems',
  'DeleteItems',
  'UpsertUsers',
  'DeleteUser',
  'ObjectToProfiling',
  'SetContext',
  'ConfirmImpression',
  'CorrectTags',
  'PutSurface',
  'RollBackSurface',
  'DeleteSurface',
  'PutRule',
  'RollBackRule',
  'DeleteRule',
];

/** Calls of operators: tests of the gateway say what of other tenants they have not. */
const OPERATES: readonly RpcName[] = [
  'GetStatus',
  'ListDeadLetters',
  'ReplayDeadLetters',
  'DropDeadLetters',
  'ListAuditEntries',
  'ListKeys',
  'CreateKey',
  'RevokeKeys',
  'ListModels',
  'TrainModel',
  'ServeModel',
  'RollBackModel',
];

/** Every call that reads, with its route: each answers with texts of the tenant who asks. */
const READS: readonly [method: RpcName, path: string, request: object][] = [
  ['PopularItems', '/v1/popular', {}],
  ['Recommend', '/v1/recommend', { user_id: 'ann' }],
  ['Recommend', '/v1/recommend', { user_id: 'only-north', k: 100 }],
  ['Recommend', '/v1/recommend', { user_id: 'only-south', k: 100 }],
  ['RecommendBatch', '/v1/recommend/batch', { requests: [{ user_id: 'ann' }, { user_id: 'bob' }] }],
  ['RecommendPage', '/v1/recommend/page', { user_id: 'ann', placements: [{}, { mode: 'newest' }] }],
  ['RecommendGroups', '/v1/recommend/groups', { user_id: 'ann', field: 'category' }],
  ['SimilarItems', '/v1/similar-items', { item_id: 'item-1' }],
  ['SearchItems', '/v1/search-items', { query: 'canary' }],
  ['SearchItems', '/v1/search-items', { item_ids: ['item-1', 'only-north', 'only-south'] }],
  ['GetItem', '/v1/items/item-1', { item_id: 'item-1' }],
  ['GetUser', '/v1/users/ann', { user_id: 'ann' }],
  ['GetUserHistory', '/v1/users/ann/history', { user_id: 'ann' }],
  ['ExportUser', '/v1/users/ann/export', { user_id: 'ann' }],
  ['CountFacets', '/v1/catalog/facets', { query: 'canary', values: 100 }],
  ['ListItemsWithIssue', '/v1/catalog/issues?issue=no_image', { issue: 'no_image' }],
  ['InspectItem', '/v1/catalog/items/item-1', { item_id: 'item-1' }],
  ['ListSurfaces', '/v1/surfaces', {}],
  ['ListRules', '/v1/rules', {}],
  ['PreviewRule', '/v1/rules/preview', { user_id: 'ann', rule: { action: { cap: { field: 'brand', items: 1 } } } }],
];

it('knows what each method does', () => {
  expect(
    new Set([
      ...READS.map(([method]) => method),
      ...WRITES,
      ...OPERATES,
      'FindUsers',
      'GetCatalogHealth',
      'GetActivity',
      'EstimateRule',
      'ExplainItem',
    ]),
  ).toEqual(new Set(RPC_NAMES));
});

describe.each(STACKS)('on the stack %s', (_, isAway, configOf) => {
  const test = it.skipIf(isAway);
  let world: TenantWorld;
  let config: StackConfig;
  let grpc: GrpcSender;
  beforeAll(async () => {
    if (isAway) return;
    world = await TenantWorld.open('trace', (dataDir) => {
      config = configOf(dataDir);
      return config;
    });
    grpc = new GrpcSender(world.standalone.ports!.grpcPort);
  });
  afterAll(async () => {
    grpc?.close();
    await world?.close();
  });

  async function callGrpc(tenant: Tenant, method: RpcName, request: object) {
    const call = grpcCall(method, request, 'real', new SeededRandom(1));
    return grpc.send({ ...call, headers: { ...call.headers, authorization: `Bearer ${world.keyOf(tenant)}` } });
  }

  describe.each(TENANTS)('what %s can see', (tenant) => {
    const other = otherOf(tenant);

    test.each(READS)('of the other by %s at %s with %j is nothing', async (method, path, request) => {
      const body = /items\/|users\/|popular|surfaces|issues|rules$/.test(path) ? undefined : request;
      const answers = [await world.call(tenant, path, body), await callGrpc(tenant, method, request)];
      for (const { text } of answers) {
        expect(text).toContain(canaryOf(tenant));
        expect(text).not.toContain(canaryOf(other));
      }
    });

    test('has no user of the other in an audience', async () => {
      const answers = [
        await world.call(tenant, '/v1/find-users', { segment: {} }),
        await callGrpc(tenant, 'FindUsers', { segment: {} }),
      ];
      for (const { text } of answers) {
        expect([text.includes(`only-${tenant}`), text.includes(`only-${other}`)]).toEqual([true, false]);
      }
    });

    test('does not tell whether an id is there for the other', async () => {
      for (const path of [`/v1/items/only-${other}`, `/v1/users/only-${other}`, `/v1/users/only-${other}/history`]) {
        const [theirs, nobodys] = [
          await world.call(tenant, path),
          await world.call(tenant, path.replace(other, 'nobody')),
        ];
        expect([theirs.status, theirs.text.replaceAll(other, 'nobody')]).toEqual([nobodys.status, nobodys.text]);
      }
      const { text } = await world.call(tenant, '/v1/find-users', { segment: {} });
      const { users } = JSON.parse(text) as { users: { user_id: string }[] };
      expect(new Set(users.map(({ user_id }) => user_id))).toEqual(new Set(['ann', `only-${tenant}`]));
    });

    test('cannot change or delete what is the other’s', async () => {
      for (const [path, body] of [
        ['/v1/items/delete', { items: [{ tenant_id: other, item_id: 'item-1' }] }],
        ['/v1/users/delete', { tenant_id: other, user_id: 'ann' }],
        ['/v1/surfaces', { tenant_id: other, name: 'home', surface: { k: 1 } }],
        ['/v1/rules', { tenant_id: other, name: '*', rule: { state: 'paused' } }],
        ['/v1/impressions/confirm', { tenant_id: other, user_id: 'ann', recommendation_id: 'r', item_ids: ['item-1'] }],
      ] as const) {
        expect(await world.call(tenant, path, body)).toMatchObject({ status: 403 });
      }
      expect(await world.call(tenant, '/v1/users/delete', { user_id: `only-${other}` })).toMatchObject({ status: 200 });
      await world.drained();
      const [profile] = await world.standalone.stack.profiles.get(other, [`only-${other}`]);
      expect(profile?.history).toMatchObject([{ itemId: `only-${other}` }]);
    });
  });

  test('stores, topics and archive have each text under its tenant', async () => {
    const { bus } = world.standalone.stack;
    let stored: StoredText[] = [];
    // The archive follows the bus.
    await vi.waitFor(
      async () => {
        stored = await storedTexts(config, bus, world.archiveDir);
        const archived = stored.filter(({ place, text }) => place.startsWith('archive') && text.includes('canary-of'));
        expect(new Set(archived.map(({ place }) => place)).size).toBeGreaterThanOrEqual(5);
      },
      { timeout: 60_000, interval: 200 },
    );
    const found = new Map<string, number>();
    for (const { place, text } of stored) {
      for (const tenant of TENANTS) {
        if (!text.includes(canaryOf(tenant))) continue;
        // The name of the tenant stands in the key, the path or a column, apart from the canary itself.
        const rest = text.replaceAll(canaryOf(tenant), '').replaceAll(`only-${tenant}`, '');
        expect(rest, place).toContain(tenant);
        expect(rest, place).not.toContain(otherOf(tenant));
        found.set(place, (found.get(place) ?? 0) + 1);
      }
    }
    process.stdout.write(`texts of tenants: ${[...found].map(([place, count]) => `${place} ${count}`).join(', ')}\n`);
    const expected = config.kind === 'servers' ? /^(topic|archive|Redis|index)/ : /^(topic|archive|table)/;
    const kinds = new Set([...found.keys()].map((place) => expected.exec(place)?.[0]));
    expect(kinds.size).toBe(config.kind === 'servers' ? 4 : 3);
  });

  test('metrics and logs have texts of neither', async () => {
    const { text } = await world.call('north', '/metrics');
    expect(text).toContain('stars_gateway_requests_total');
    expect(world.log).toContain('"level":"info"');
    for (const tenant of TENANTS) {
      for (const seen of [text, world.log]) {
        expect(seen).not.toContain(canaryOf(tenant));
        expect(seen).not.toContain(world.keyOf(tenant));
      }
    }
  });
});
