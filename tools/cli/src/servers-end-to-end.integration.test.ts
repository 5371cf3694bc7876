import { randomUUID } from 'node:crypto';
import { cpSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  encodeModelManifest,
  eventClient,
  RecommendRequest,
  type RecommendResponse,
  recommendationClient,
  TOPICS,
} from '@stars/contracts';
import { syntheticShop } from '@stars/datasets';
import type { EvaluationReport } from '@stars/evaluation';
import { ModelStore } from '@stars/inference';
import { createLogger } from '@stars/platform';
import { CONSUMER_GROUPS, type Standalone, startStandalone } from '@stars/service-standalone';
import { RECIPES } from '@stars/service-trainer';
import { drainGroups, openPorts } from '@stars/stack';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type DataFolder, openDataFolder } from './data-folder.js';
import { stackConfig } from './stack-config.js';
import { runCli } from './testing/cli-process.js';
import { ServiceProcess } from './testing/service-process.js';

// The whole way on real servers, each service a process of its own, beside one process on one file.
const kafka = process.env['STARS_TEST_KAFKA'];
const redis = process.env['STARS_TEST_REDIS'];
const elasticsearch = process.env['STARS_TEST_ELASTICSEARCH'];
const qdrant = process.env['QDRANT_URL'];

const K = 20;
const shop = syntheticShop({ users: 150, items: 400, days: 60, seed: 5, nextItemShare: 0.5, sessionsPerDay: 0.3 });
const NOW = new Date(shop.events.at(-1)!.time!.getTime() + 3_600_000);

const root = mkdtempSync(join(tmpdir(), 'stars-servers-'));
const servers = openDataFolder(join(root, 'servers'));
const alone = openDataFolder(join(root, 'alone'));
const env: NodeJS.ProcessEnv = {
  ...process.env,
  STARS_STACK: 'servers',
  STARS_DATA: servers.root,
  STARS_PREFIX: `e2e-${randomUUID().slice(0, 8)}`,
  STARS_KAFKA_BROKERS: kafka,
  STARS_REDIS_URL: redis,
  STARS_ELASTICSEARCH_URL: elasticsearch,
  STARS_LOG_LEVEL: 'info',
  STARS_TEXT_THREADS: '1',
  ...(qdrant ? { STARS_QDRANT_URL: qdrant } : { STARS_VECTOR_INDEX: 'embedded' }),
};

interface Door {
  ask(userId: string): Promise<RecommendResponse>;
  track: ReturnType<typeof eventClient>['track'];
  close(): void;
}

function doorAt(port: number): Door {
  const recommendations = recommendationClient(`127.0.0.1:${port}`);
  const events = eventClient(`127.0.0.1:${port}`);
  return {
    ask: (userId) => recommendations.recommend(RecommendRequest.fromPartial({ userId, k: K, time: NOW })),
    track: (request) => events.track(request),
    close: () => {
      recommendations.close();
      events.close();
    },
  };
}

const idsOf = ({ items }: RecommendResponse): string[] => items.map(({ itemId }) => itemId);
const codesOf = ({ degradations }: RecommendResponse): string[] => degradations.map(({ code }) => code);

/** Everything on the servers' bus is handled; a consumer that fails tries for ever, and a test does not wait for ever. */
async function drained(): Promise<void> {
  const { bus, close } = await openPorts(stackConfig(servers, env), ['bus']);
  try {
    await drainGroups(bus, CONSUMER_GROUPS, { signal: AbortSignal.timeout(180_000) });
  } finally {
    await close();
  }
}

/** The lists of both, compared user by user. */
async function compare(one: Door, other: Door): Promise<{ identical: number; overlap: number; users: number }> {
  let identical = 0;
  let shared = 0;
  let asked = 0;
  for (const { userId } of shop.users) {
    const [a, b] = await Promise.all([one.ask(userId), other.ask(userId)]);
    expect([codesOf(a), codesOf(b)]).toEqual([[], []]);
    expect(a.items).toHaveLength(K);
    const [left, right] = [idsOf(a), idsOf(b)];
    if (left.join() === right.join()) identical++;
    asked += left.length;
    shared += left.filter((itemId) => right.includes(itemId)).length;
  }
  return { identical, overlap: shared / asked, users: shop.users.length };
}

/** What the two must have in common: everything under exact search, nearly everything under an approximate one. */
function expectSame({ identical, overlap, users }: Awaited<ReturnType<typeof compare>>): void {
  if (qdrant) expect(overlap).toBeGreaterThanOrEqual(0.98);
  else expect(identical).toBe(users);
}

describe.skipIf(!kafka || !redis || !elasticsearch)('the services on real servers', () => {
  const services: ServiceProcess[] = [];
  let standalone: Standalone;
  let onServers: Door;
  let onFile: Door;
  let version: string;

  const start = (name: ServiceProcess['name'], more: NodeJS.ProcessEnv = {}): ServiceProcess => {
    const service = ServiceProcess.start(name, { ...env, ...more });
    services.push(service);
    return service;
  };

  beforeAll(async () => {
    const { items, events, users, context } = await shop.writeJsonLines(join(root, 'files'));
    const files = ['--items', items, '--events', events, '--users', users, '--context', context];
    for (const [folder, environment] of [
      [servers, env],
      [alone, process.env],
    ] as const) {
      const { status, stderr } = await runCli(['import', '--data', folder.root, ...files], environment);
      expect(status, stderr).toBe(0);
    }
  });

  afterAll(async () => {
    onServers?.close();
    onFile?.close();
    await standalone?.close();
    for (const service of services) service.child.kill('SIGKILL');
    rmSync(root, { recursive: true, force: true });
  });

  it('imports, tags, trains, embeds and serves, each a process of its own', async () => {
    const consumers = (['catalog', 'tagger', 'embedder', 'gateway'] as const).map((name) => start(name));
    for (const service of consumers) await service.says('running');
    const recipe = join(root, 'recipe.json');
    const { tiny, small } = RECIPES;
    const joint = { validation: { ...small.validation!, share: 0.3 }, joint: small.joint! };
    const size = { ...tiny.size, offsetBound: 1 };
    writeFileSync(recipe, JSON.stringify({ size, epochs: 6, minItemCount: 1, ...joint }));
    const trainer = start('trainer', { STARS_TRAIN_SIZE: 'tiny', STARS_TRAIN_RECIPE: recipe });
    ({ version } = (await trainer.says('the model is published')) as unknown as { version: string });
    expect(await trainer.ends()).toBe(0);
    await drained();
    const { grpcPort } = await consumers[3]!.says('serving');
    onServers = doorAt(grpcPort as number);
    await expect
      .poll(async () => (await onServers.ask(shop.users[0]!.userId)).modelVersion, { timeout: 30_000 })
      .toBe(version);
  });

  it('gives the lists that one process on one file gives for the same model and data', async () => {
    standalone = await startStandalone({
      dataDir: alone.root,
      doors: { grpcPort: 0, httpPort: 0 },
      logger: createLogger('standalone', { level: 'silent' }),
    });
    cpSync(servers.models, alone.models, { recursive: true });
    const { manifest } = await new ModelStore(alone.models).load(version);
    await standalone.stack.bus.publish(TOPICS.models, [encodeModelManifest(manifest)]);
    await standalone.drain({ signal: AbortSignal.timeout(180_000) });
    expect(standalone.servedVersion('default')).toBe(version);
    onFile = doorAt(standalone.ports!.grpcPort);
    expectSame(await compare(onServers, onFile));
  });

  it('goes on doing so after live events', async () => {
    const interactions = shop.users.slice(0, 50).map(({ userId }, n) => ({
      ...shop.events[0]!,
      eventId: `live-${n}`,
      userId,
      itemId: shop.items[(7 * n) % shop.items.length]!.itemId,
      time: new Date(NOW.getTime() - 60_000 + n),
    }));
    const before = await onServers.ask(interactions[0]!.userId);
    for (const door of [onServers, onFile]) await door.track({ interactions, impressions: [] });
    await standalone.drain({ signal: AbortSignal.timeout(60_000) });
    await drained();
    // A gateway's own copy of a hot profile is milliseconds behind.
    await expect
      .poll(async () => (await onServers.ask(interactions[0]!.userId)).vectorTime, { timeout: 10_000 })
      .toEqual(interactions[0]!.time);
    expect(before.vectorTime).not.toEqual(interactions[0]!.time);
    expectSame(await compare(onServers, onFile));
  });

  it('evaluates on the servers what it evaluates on the file', async () => {
    const parameters = ['evaluate', '--protocol', 'time', '--size', 'tiny', '--epochs', '1', '--json'];
    const evaluated = async (folder: DataFolder, environment: NodeJS.ProcessEnv): Promise<EvaluationReport> => {
      const { status, stdout, stderr } = await runCli([...parameters, '--data', folder.root], environment);
      expect(status, stderr).toBe(0);
      return JSON.parse(stdout) as EvaluationReport;
    };
    const there = await evaluated(servers, env);
    const here = await evaluated(alone, process.env);
    expect(there.counts).toEqual(here.counts);
    // What is computed from the events alone. A training meets the users in another order, so its model is another.
    const ndcgOf = ({ rankers }: EvaluationReport): [string, number][] =>
      rankers
        .filter(({ name }) => !name.startsWith('STARS'))
        .map(({ name, all }) => [name, Number(all.overall['ndcg@10']!.toFixed(9))]);
    expect(ndcgOf(there)).toEqual(ndcgOf(here));
    expect(ndcgOf(there).length).toBeGreaterThanOrEqual(5);
    expect(there.rankers.map(({ name }) => name)).toEqual(here.rankers.map(({ name }) => name));
  });

  it('leaves in good order when it is told to', async () => {
    onServers.close();
    const running = services.filter(({ child }) => child.exitCode === null);
    expect(running.map(({ name }) => name).sort()).toEqual(['catalog', 'embedder', 'gateway', 'tagger']);
    for (const service of running) expect(await service.stop(), service.output.slice(-2000)).toBe(0);
  });
});
