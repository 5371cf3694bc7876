import { randomUUID } from 'node:crypto';
import { chmodSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createKey, RIGHTS } from '@stars/access';
import { makeDataFolder, stackConfig } from '@stars/cli';
import { eventClient, LIMITS, RecommendRequest, recommendationClient } from '@stars/contracts';
import { syntheticShop } from '@stars/datasets/testing';
import { CONSUMER_GROUPS, drainGroups } from '@stars/event-bus';
import { chunks, pause } from '@stars/platform';
import {
  freePort,
  type KubeNode,
  type RunningServer,
  startElasticsearch,
  startKafka,
  startKubeNode,
  startRedis,
} from '@stars/servers';
import { openStack, type Stack } from '@stars/stack';
import { RECIPES } from '@stars/training';
import { imageName } from '../../checks/testing/images/engine.js';
import { valueParameters } from './manifest.js';
import { K, type LoadOptions, SteadyLoad } from './steady-load.js';
import { TestCluster } from './test-cluster.js';

/** Services of the chart that are on. */
export const SERVICES = ['gateway', 'catalog', 'tagger', 'embedder', 'trainer'];
const PARTS = [...SERVICES, 'archiver', 'migration'];
const DAYS = 30;
const DAY_MS = 86_400_000;
const START = new Date((Math.floor(Date.now() / DAY_MS) - DAYS) * DAY_MS);
const SHOP = syntheticShop({ users: 200, items: 120, days: DAYS, seed: 5, start: START, nextItemShare: 0.5 });
/** Longer than any step of the beginning takes. */
const PATIENCE_MS = 600_000;
const LOOK_MS = 500;
const OBJECTS = new URL('../../../src/deploy/testing/one-node.yaml', import.meta.url);

/** A version of STARS: its chart, and the tag of its images. */
export interface Version {
  chart: string;
  tag: string;
}

interface Pod {
  metadata: { deletionTimestamp?: string };
  status: { containerStatuses: { image: string; restartCount: number }[] };
}

/** A small shop with a model that serves, in a cluster of one node. Kafka, Redis and Elasticsearch are beside it. */
export class UpgradedShop {
  stack!: Stack;
  version = '';
  readonly #servers: RunningServer[] = [];
  #env: Record<string, string> = {};
  #cluster: TestCluster | undefined;
  #address = '';
  #token = '';

  private constructor(private readonly node: KubeNode) {}

  static async start(version: Version, tags: readonly string[]): Promise<UpgradedShop> {
    const shop = new UpgradedShop(await startKubeNode(imageName('catalog', version.tag)));
    try {
      await shop.#startServers();
      await shop.node.load(tags.flatMap((tag) => SERVICES.map((service) => imageName(service, tag))));
      await shop.#open(version);
      return shop;
    } catch (error) {
      await shop.close();
      throw error;
    }
  }

  /** Resolves once all pods of that version are ready, and all others have ended. */
  async upgrade({ chart, tag }: Version): Promise<void> {
    await this.#cluster!.helm(['upgrade', 'shop', chart, ...valueParameters({ values: this.#values(tag) })], '10m');
    await this.#rolledOut();
  }

  async rollBack(): Promise<void> {
    await this.#cluster!.helm(['rollback', 'shop', '1'], '10m');
    await this.#rolledOut();
  }

  /** Image and restarts of each pod. */
  async pods(): Promise<{ image: string; restarts: number }[]> {
    const all = (await this.#allPods()).flatMap(({ status }) => status.containerStatuses);
    return all.map(({ image, restartCount }) => ({ image, restarts: restartCount }));
  }

  load(rates: LoadOptions['rates']): SteadyLoad {
    return new SteadyLoad({
      ...{ grpc: `${this.#address}:50051`, http: `${this.#address}:8080`, token: this.#token, rates },
      ...{ userIds: SHOP.users.map(({ userId }) => userId), itemIds: SHOP.items.map(({ itemId }) => itemId) },
    });
  }

  /** Resolves once everything on the bus is handled. */
  async drained(): Promise<void> {
    await drainGroups(this.stack.bus, CONSUMER_GROUPS, { signal: AbortSignal.timeout(PATIENCE_MS) });
  }

  async close(): Promise<void> {
    await this.stack?.close();
    await this.#cluster?.helm(['uninstall', 'shop']).catch(() => undefined);
    await this.#cluster?.kubectl('delete', 'pods', '--all', '--timeout=2m').catch(() => undefined);
    await this.#cluster?.stop();
    if (!this.#cluster) await this.node.stop();
    for (const server of this.#servers) await server.stop();
  }

  /** One after another: each that has started is stopped if the next one does not start. */
  async #startServers(): Promise<void> {
    const { host } = this.node;
    const start = async (starting: Promise<RunningServer>): Promise<string> => {
      const server = await starting;
      this.#servers.push(server);
      return server.url.replace('127.0.0.1', host);
    };
    const port = await freePort();
    const settings = { 'advertised.listeners': `PLAINTEXT://${host}:${port}` };
    this.#env = {
      STARS_KAFKA_BROKERS: await start(startKafka({ port, settings })),
      STARS_REDIS_URL: await start(startRedis({ args: ['--protected-mode', 'no'] })),
      STARS_ELASTICSEARCH_URL: await start(startElasticsearch()),
      ...{ STARS_VECTOR_INDEX: 'embedded', STARS_PREFIX: `test-${randomUUID().slice(0, 8)}` },
    };
  }

  async #open({ chart, tag }: Version): Promise<void> {
    const { folder } = this.node;
    for (const name of ['models', 'vectors']) {
      mkdirSync(join(folder, name));
      chmodSync(join(folder, name), 0o777);
    }
    const { validation, secondStage } = RECIPES.small;
    const recipe = {
      epochs: 2,
      minItemCount: 1,
      validation: { ...validation!, share: 0.3 },
      secondStage: secondStage!,
    };
    writeFileSync(join(folder, 'models/recipe.json'), JSON.stringify(recipe));
    const key = { name: 'shop', rights: RIGHTS, tenants: ['default'], expires: Date.now() + DAY_MS };
    this.#token = createKey(join(folder, 'keys.json'), key, Date.now()).token!;
    writeFileSync(join(folder, 'objects.yaml'), readFileSync(OBJECTS, 'utf8').replaceAll('FOLDER', folder));
    this.#cluster = await TestCluster.start(this.node);
    await this.#kubectl('create', 'secret', 'generic', 'stars-keys', `--from-file=${join(folder, 'keys.json')}`);
    await this.#kubectl('apply', '-f', join(folder, 'objects.yaml'));
    await this.#cluster.helm(['install', 'shop', chart, ...valueParameters({ values: this.#values(tag) })], '10m');
    await this.#rolledOut();
    const path = '-o=jsonpath={.spec.clusterIP}';
    this.#address = (await this.#kubectl('get', 'service', 'shop-stars-gateway', path)).trim();
    symlinkSync(join(folder, 'vectors/vectors.db'), join(folder, 'vectors.db'));
    this.stack = await openStack(
      stackConfig(makeDataFolder(folder), { ...process.env, ...this.#env, STARS_STACK: 'servers' }),
    );
    await this.#fill();
    await this.drained();
    // It trains at its start, once there is something to learn.
    await this.#kubectl('rollout', 'restart', 'deployment/shop-stars-trainer');
    await this.#served();
    await this.drained();
  }

  async #kubectl(...parameters: string[]): Promise<string> {
    return this.#cluster!.kubectl(...parameters);
  }

  async #rolledOut(): Promise<void> {
    for (const service of SERVICES)
      await this.#kubectl('rollout', 'status', `deployment/shop-stars-${service}`, '--timeout=9m');
    // Those that leave drain first.
    while ((await this.#allPods()).some(({ metadata }) => metadata.deletionTimestamp)) await pause(LOOK_MS);
  }

  async #allPods(): Promise<Pod[]> {
    return (JSON.parse(await this.#kubectl('get', 'pods', '-o', 'json')) as { items: Pod[] }).items;
  }

  async #fill(): Promise<void> {
    const events = eventClient(`${this.#address}:50051`, { authorization: `Bearer ${this.#token}` });
    await events.upsertItems({ items: SHOP.items });
    await events.upsertUsers({ users: SHOP.users });
    for (const interactions of chunks(SHOP.events, LIMITS.trackEvents))
      await events.track({ interactions, impressions: [] });
    events.close();
  }

  /** Resolves once answers come from a model. */
  async #served(): Promise<void> {
    const until = Date.now() + PATIENCE_MS;
    const client = recommendationClient(`${this.#address}:50051`, { authorization: `Bearer ${this.#token}` });
    const request = RecommendRequest.fromPartial({ userId: SHOP.users[0]!.userId, k: K });
    for (;;) {
      const { modelVersion, degradations } = await client.recommend(request);
      this.version = modelVersion;
      if (modelVersion !== '' && degradations.length === 0) break;
      if (Date.now() > until) throw new Error(`no model: ${JSON.stringify(degradations)}`);
      await pause(LOOK_MS);
    }
    client.close();
  }

  #values(tag: string): Record<string, unknown> {
    const small = {
      requests: { cpu: '20m', memory: '64Mi', 'ephemeral-storage': null },
      limits: { 'ephemeral-storage': null },
    };
    return {
      image: { registry: 'localhost', tag, pullPolicy: 'Never' },
      ...{ 'env.STARS_QDRANT_URL': null, 'models.claim.accessMode': 'ReadWriteOnce', 'models.claim.size': '5Gi' },
      ...Object.fromEntries(Object.entries(this.#env).map(([name, value]) => [`env.${name}`, value])),
      // The kubelet knows nothing of disks here, and there are few cores.
      ...Object.fromEntries(PARTS.map((part) => [`${part}.resources`, small])),
      // One program makes all calls here, from one address.
      ...{ 'gateway.env.STARS_CALLER_LIMIT': 10_000, 'gateway.env.STARS_TENANT_LIMIT': 10_000 },
      'gateway.env.STARS_GATEWAY_CONNECTIONS_OF_ADDRESS': 10_000,
      ...{ 'trainer.env.STARS_TRAIN_SIZE': 'tiny', 'trainer.env.STARS_TRAIN_RECIPE': '/models/recipe.json' },
    };
  }
}
