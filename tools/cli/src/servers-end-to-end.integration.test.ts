import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { cpSync } from 'node:fs';
import { join } from 'node:path';
import { encodeModelManifest, InteractionType, type RecommendResponse, TOPICS } from '@stars/contracts';
import { syntheticShop } from '@stars/datasets/testing';
import type { EvaluationReport } from '@stars/evaluation';
import { ModelStore } from '@stars/inference';
import { createLogger } from '@stars/platform';
import { type Standalone, startStandalone } from '@stars/service-standalone';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { type DataFolder, makeDataFolder } from './data-folder.js';
import { runCli, startCli } from './testing/cli-process.js';
import { SecuredServers } from './testing/secured-servers.js';
import { type ApiClient, apiClientAt, ServersWorld } from './testing/servers-world.js';

// The whole way on real servers, with each service as a process that has a login of its own and the least rights, compared with one
// process on one file.
const kafka = process.env['STARS_TEST_KAFKA'];
const redis = process.env['STARS_TEST_REDIS'];
const elasticsearch = process.env['STARS_TEST_ELASTICSEARCH'];
const qdrant = process.env['QDRANT_URL'];

const K = 20;
const shop = syntheticShop({ users: 100, items: 240, days: 60, seed: 5, nextItemShare: 0.5, sessionsPerDay: 0.3 });
const NOW = new Date(shop.events.at(-1)!.time!.getTime() + 3_600_000);

const idsOf = ({ items }: RecommendResponse): string[] => items.map(({ itemId }) => itemId);
const codesOf = ({ degradations }: RecommendResponse): string[] => degradations.map(({ code }) => code);
const ask = (client: ApiClient, userId: string) => client.recommend({ userId, k: K, time: NOW });

/** What can be looked up of some users and items: the users, their histories by pages, and the items without their versions. */
async function lookedUp({ lookups }: ApiClient): Promise<unknown[]> {
  const found: unknown[] = [];
  for (const { userId } of shop.users.slice(0, 20)) {
    found.push(await lookups.getUser({ tenantId: '', userId }));
    let pageToken = '';
    do {
      const page = await lookups.getUserHistory({ tenantId: '', userId, pageSize: 7, pageToken });
      found.push(page.events);
      pageToken = page.nextPageToken;
    } while (pageToken !== '');
  }
  for (const { itemId } of shop.items.slice(0, 20)) {
    const { item, tags } = await lookups.getItem({ tenantId: 'default', itemId });
    found.push({ ...item, version: 0 }, tags);
  }
  const ofOthers = { tenantId: 'others', userId: shop.users[0]!.userId };
  await expect(lookups.getUser(ofOthers)).rejects.toMatchObject({ code: 'STARS_NOT_FOUND', field: 'user_id' });
  const item = { tenantId: 'others', itemId: shop.items[0]!.itemId };
  await expect(lookups.getItem(item)).rejects.toMatchObject({ code: 'STARS_NOT_FOUND', field: 'item_id' });
  return found;
}

/** Compares the lists of both, whose statistics may be moments behind. */
const expectSameLists = (one: ApiClient, other: ApiClient): Promise<void> =>
  vi.waitFor(() => compareLists(one, other), { timeout: 60_000, interval: 500 });

/** For each user: equal with exact search, nearly equal with approximate search. */
async function compareLists(one: ApiClient, other: ApiClient): Promise<void> {
  let identical = 0;
  let shared = 0;
  for (const { userId } of shop.users) {
    const [a, b] = await Promise.all([ask(one, userId), ask(other, userId)]);
    expect([codesOf(a), codesOf(b)]).toEqual([[], []]);
    expect([a.items.length, b.items.length]).toEqual([K, K]);
    const [left, right] = [idsOf(a), idsOf(b)];
    if (left.join() === right.join()) identical++;
    shared += left.filter((itemId) => right.includes(itemId)).length;
  }
  if (qdrant) expect(shared / (K * shop.users.length)).toBeGreaterThanOrEqual(0.98);
  else expect(identical).toBe(shop.users.length);
}

describe.skipIf(!kafka || !redis || !elasticsearch)('the services on real servers', () => {
  let secured: SecuredServers;
  let world: ServersWorld;
  let alone: DataFolder;
  let standalone: Standalone;
  let onServers: ApiClient;
  let onFile: ApiClient;
  let version: string;

  beforeAll(async () => {
    secured = await SecuredServers.start(elasticsearch!, `test-${randomUUID().slice(0, 8)}`);
    const addresses = { kafka: secured.brokers, redis: secured.redis.url, elasticsearch: secured.elasticsearch.url };
    world = new ServersWorld(shop, { ...addresses, ...(qdrant ? { qdrant } : {}) }, (user) => secured.envOf(user));
    alone = makeDataFolder(join(world.root, 'alone'));
    await world.importInto(world.folder, world.env);
    await world.importInto(alone, process.env);
  });

  afterAll(async () => {
    onServers?.close();
    onFile?.close();
    await standalone?.close();
    await world.close();
    await secured.close();
  });

  it('imports, tags, trains, embeds and serves, each a process of its own', async () => {
    // Only this one may make the indexes.
    const indexer = world.start('catalog');
    await indexer.says('running');
    const consumers = (['tagger', 'embedder', 'gateway'] as const).map((name) => world.start(name));
    for (const service of consumers) await service.says('running');
    version = await world.train();
    await world.drained();
    const { grpcPort } = await consumers[2]!.says('serving');
    onServers = apiClientAt(grpcPort as number);
    const served = async () => (await ask(onServers, shop.users[0]!.userId)).modelVersion;
    await expect.poll(served, { timeout: 30_000 }).toBe(version);
  });

  it('gives the lists that one process on one file gives for the same model and data', async () => {
    standalone = await startStandalone({
      dataDir: alone.root,
      listen: { grpcPort: 0, httpPort: 0 },
      logger: createLogger('standalone', { level: 'silent' }),
    });
    // As on the servers, the model comes after all items have their features, since users' vectors depend on them.
    await standalone.drain({ signal: AbortSignal.timeout(180_000) });
    cpSync(world.folder.models, alone.models, { recursive: true });
    const { manifest } = await new ModelStore(alone.models).load(version);
    await standalone.stack.bus.publish(TOPICS.models, [encodeModelManifest(manifest)]);
    await standalone.drain({ signal: AbortSignal.timeout(180_000) });
    expect(standalone.servedVersion('default')).toBe(version);
    onFile = apiClientAt(standalone.ports!.grpcPort);
    await expectSameLists(onServers, onFile);
  });

  it('goes on doing so after live events', async () => {
    const interactions = shop.users.slice(0, 50).map(({ userId }, n) => ({
      ...shop.events[0]!,
      eventId: `live-${n}`,
      userId,
      itemId: shop.items[(7 * n) % shop.items.length]!.itemId,
      time: new Date(NOW.getTime() - 60_000 + n),
    }));
    const [{ userId, time }] = interactions as [(typeof interactions)[number]];
    expect((await ask(onServers, userId)).vectorTime).not.toEqual(time);
    for (const client of [onServers, onFile]) await client.track({ interactions, impressions: [] });
    await standalone.drain({ signal: AbortSignal.timeout(60_000) });
    await world.drained();
    // A gateway's own copy of a hot profile is milliseconds behind.
    await expect.poll(async () => (await ask(onServers, userId)).vectorTime, { timeout: 10_000 }).toEqual(time);
    await expectSameLists(onServers, onFile);
  });

  it('answers after a refund as if its purchase had never been', async () => {
    const like = (userId: string) =>
      shop.events
        .filter((event) => event.userId === shop.users[60]!.userId)
        .map((event) => ({ ...event, userId, eventId: `${userId}/${event.eventId}` }));
    const time = new Date(NOW.getTime() - 60_000);
    const type = InteractionType.INTERACTION_TYPE_PURCHASE;
    const bought = { ...shop.events[0]!, userId: 'took-back', type, eventId: '', time };
    const refund = { ...bought, type: InteractionType.INTERACTION_TYPE_REFUND };
    const interactions = [...like('never'), ...like('took-back'), refund, bought];
    for (const client of [onServers, onFile]) await client.track({ interactions, impressions: [] });
    await standalone.drain({ signal: AbortSignal.timeout(60_000) });
    await world.drained();
    const { purchases } = await onServers.lookups.getUser({ tenantId: '', userId: 'never' });
    expect(await onServers.lookups.getUser({ tenantId: '', userId: 'took-back' })).toMatchObject({ purchases });
    const [never, tookBack] = [await ask(onServers, 'never'), await ask(onServers, 'took-back')];
    expect(never.items.length).toBe(K);
    expect(tookBack.items).toEqual(never.items);
  });

  it('looks up the same', async () => {
    expect(await lookedUp(onServers)).toEqual(await lookedUp(onFile));
  });

  async function run(...parameters: string[]): Promise<string> {
    const { status, stdout, stderr } = await runCli([...parameters, '--data', world.folder.root], world.env);
    expect(status, stderr).toBe(0);
    return stdout;
  }

  it('evaluates on the servers what it evaluates on the file', { tags: ['long'] }, async () => {
    const parameters = ['evaluate', '--protocol', 'time', '--size', 'tiny', '--epochs', '1', '--json'];
    const evaluated = async (folder: DataFolder, env: NodeJS.ProcessEnv): Promise<EvaluationReport> => {
      const { status, stdout, stderr } = await runCli([...parameters, '--data', folder.root], env);
      expect(status, stderr).toBe(0);
      return JSON.parse(stdout) as EvaluationReport;
    };
    const there = await evaluated(world.folder, world.env);
    const here = await evaluated(alone, process.env);
    expect(there.counts).toEqual(here.counts);
    // Only what depends on the events alone. A training reads the users in another order, so its model differs.
    const ndcgOf = ({ rankers }: EvaluationReport): [string, number][] =>
      rankers
        .filter(({ name }) => !name.startsWith('STARS'))
        .map(({ name, all }) => [name, Number(all.overall['ndcg@10']!.toFixed(9))]);
    expect(ndcgOf(there)).toEqual(ndcgOf(here));
    expect(ndcgOf(there).length).toBeGreaterThanOrEqual(5);
    expect(there.rankers.map(({ name }) => name)).toEqual(here.rankers.map(({ name }) => name));
  });

  it('forgets a user, and lets a model serve again', async () => {
    const user = { tenantId: 'default', userId: 'leaves-soon' };
    const interactions = [{ ...shop.events[0]!, eventId: 'of-leaves-soon', userId: user.userId, time: NOW }];
    for (const client of [onServers, onFile]) await client.track({ interactions, impressions: [] });
    await standalone.drain({ signal: AbortSignal.timeout(60_000) });
    await world.drained();
    expect((await onServers.lookups.getUserHistory({ ...user, pageSize: 5, pageToken: '' })).events.length).toBe(1);
    for (const client of [onServers, onFile]) await client.deleteUser(user);
    await standalone.drain({ signal: AbortSignal.timeout(60_000) });
    await world.drained();
    await expect(onServers.lookups.getUser(user)).rejects.toMatchObject({ code: 'STARS_NOT_FOUND' });
    expect(JSON.parse(await run('models', 'serve', version, '--json'))).toMatchObject({ version, outcome: 'served' });
  });

  it('was denied nothing by any store', async () => expect(await secured.denied()).toEqual([]));

  it('ends cleanly on request', async () => {
    onServers.close();
    const running = world.services.filter(({ child }) => child.exitCode === null);
    expect(running.map(({ name }) => name).sort()).toEqual(['catalog', 'embedder', 'gateway', 'tagger']);
    for (const service of running) expect(await service.stop(), service.output.slice(-2000)).toBe(0);
  });

  it('serves the same from one process on those servers', { tags: ['long'] }, async () => {
    const up = startCli(
      ['up', '--data', world.folder.root, '--grpc-port', '0', '--http-port', '0', '--json'],
      world.env,
    );
    try {
      const [line] = (await once(up.stdout!, 'data')) as [Buffer];
      const client = apiClientAt((JSON.parse(line.toString()) as { grpc_port: number }).grpc_port);
      expect((await ask(client, shop.users[0]!.userId)).modelVersion).toBe(version);
      await expectSameLists(client, onFile);
      client.close();
    } finally {
      up.kill('SIGINT');
    }
    expect(await once(up, 'exit')).toEqual([0, null]);
  });
});
