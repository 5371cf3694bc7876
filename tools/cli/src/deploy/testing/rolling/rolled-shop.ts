import { hash, randomUUID } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createKey, RIGHTS } from '@stars/access';
import { openLongLog, type TopicLog } from '@stars/archive';
import { eventClient, RecommendRequest, recommendationClient } from '@stars/contracts';
import { syntheticShop } from '@stars/datasets';
import { pause, Secret } from '@stars/platform';
import { CONSUMER_GROUPS, drainGroups, openStack, type Stack } from '@stars/stack';
import { completion, OpenAiTestServer, productsOf, type ServerAnswer, type ServerRequest } from '@stars/text/testing';
import { RECIPES } from '@stars/training';
import { makeDataFolder } from '../../../data-folder.js';
import { stackConfig } from '../../../stack-config.js';
import type { ServerAddresses } from '../../../testing/servers-world.js';
import { type Manifest, renderChart } from '../../manifest.js';
import { ServiceBalancer } from './service-balancer.js';
import { K, type LoadOptions, SteadyLoad } from './steady-load.js';
import { TestDeployment } from './test-deployment.js';
import { TestNode } from './test-node.js';

const DAYS = 30;
const DAY_MS = 86_400_000;
const START = new Date((Math.floor(Date.now() / DAY_MS) - DAYS) * DAY_MS);
const SHOP = syntheticShop({ users: 200, items: 120, days: DAYS, seed: 5, start: START, nextItemShare: 0.5 });
/** Width of made-up embeddings. */
const WIDTH = 64;
const EVENTS_OF_CALL = 2000;
/** Longer than any step of the beginning takes. */
const PATIENCE_MS = 180_000;
const ARCHIVE_KEY = 'key-of-the-archive-of-the-shop';
const ARCHIVE_MINUTES = 0.05;

/** The chart on real servers, with a small shop and a model that serves. Its pods are processes. */
export class RolledShop {
  readonly deployments: readonly TestDeployment[];
  grpc!: ServiceBalancer;
  http!: ServiceBalancer;
  stack!: Stack;
  /** The long log: what a rebuild reads. */
  log!: TopicLog;
  version = '';

  private constructor(
    private readonly node: TestNode,
    readonly textModels: OpenAiTestServer,
    private readonly token: string,
    manifests: readonly Manifest[],
  ) {
    const rolled = manifests.filter(({ kind }) => kind === 'Deployment');
    this.deployments = rolled.map((manifest) => new TestDeployment(node, manifest));
  }

  /** Without a Qdrant, one file of vectors stands for it. @param archives whether events are archived too */
  static async start(servers: ServerAddresses, archives: boolean): Promise<RolledShop> {
    const node = new TestNode();
    const textModels = await OpenAiTestServer.start(answerOfModels);
    const key = { name: 'shop', rights: RIGHTS, tenants: ['default'], expires: Date.now() + DAY_MS };
    const { token } = createKey(join(node.secrets, 'STARS_KEYS_FILE'), key, Date.now());
    writeFileSync(join(node.secrets, 'STARS_ARCHIVE_KEY'), ARCHIVE_KEY);
    const env = {
      STARS_KAFKA_BROKERS: servers.kafka,
      STARS_REDIS_URL: servers.redis,
      STARS_ELASTICSEARCH_URL: servers.elasticsearch,
      ...(servers.qdrant ? { STARS_QDRANT_URL: servers.qdrant } : { STARS_VECTOR_INDEX: 'embedded' }),
      STARS_PREFIX: `test-${randomUUID().slice(0, 8)}`,
      ...(archives ? { STARS_ARCHIVE: join(node.root, 'archive') } : {}),
    };
    const values = valuesOf(env, textModels.baseUrl, recipeIn(node.root));
    const shop = new RolledShop(node, textModels, token!, await renderChart({ values }));
    try {
      await shop.#open(env);
      return shop;
    } catch (error) {
      await shop.close();
      throw error;
    }
  }

  deployment(part: string): TestDeployment {
    return this.deployments.find((each) => each.part === part)!;
  }

  /** Everything that must not have happened to a pod. */
  get faults(): string[] {
    return this.deployments.flatMap(({ all }) => all.flatMap(({ faults }) => faults));
  }

  load(rates: LoadOptions['rates']): SteadyLoad {
    return new SteadyLoad({
      ...{ grpc: this.grpc.address, http: this.http.address, token: this.token, rates },
      ...{ userIds: SHOP.users.map(({ userId }) => userId), itemIds: SHOP.items.map(({ itemId }) => itemId) },
    });
  }

  /** Resolves once everything on the bus is handled. */
  async drained(): Promise<void> {
    await drainGroups(this.stack.bus, CONSUMER_GROUPS, { signal: AbortSignal.timeout(PATIENCE_MS) });
  }

  async close(): Promise<void> {
    for (const { all } of this.deployments) for (const pod of all) pod.kill();
    this.grpc?.close();
    this.http?.close();
    await this.stack?.close();
    await this.textModels.close();
    this.node.close();
  }

  async #open(env: Record<string, string>): Promise<void> {
    const gateways = this.deployment('gateway');
    this.grpc = await ServiceBalancer.open(this.node, () => gateways.pods, 'grpc');
    this.http = await ServiceBalancer.open(this.node, () => gateways.pods, 'http');
    const trainer = this.deployment('trainer');
    await Promise.all(this.deployments.filter((each) => each !== trainer).map((each) => each.start()));
    await Promise.all([this.grpc, this.http].map((balancer) => balancer.reaches(gateways.pods)));
    const folder = makeDataFolder(this.node.root);
    this.stack = await openStack(stackConfig(folder, { ...process.env, ...env, STARS_STACK: 'servers' }));
    const archive = { STARS_ARCHIVE: env['STARS_ARCHIVE'] ?? '', STARS_ARCHIVE_KEY: Secret.of(ARCHIVE_KEY) };
    this.log = openLongLog(archive, this.stack.bus, this.node.root);
    await this.#fill();
    await this.drained();
    // Once there is something to learn: it trains at its start.
    await trainer.start();
    await this.#served();
    await this.drained();
  }

  async #fill(): Promise<void> {
    const events = eventClient(this.grpc.address, { authorization: `Bearer ${this.token}` });
    await events.upsertItems({ items: SHOP.items });
    await events.upsertUsers({ users: SHOP.users });
    for (let from = 0; from < SHOP.events.length; from += EVENTS_OF_CALL) {
      await events.track({ interactions: SHOP.events.slice(from, from + EVENTS_OF_CALL), impressions: [] });
    }
    events.close();
  }

  /** Resolves once each gateway answers with a model. */
  async #served(): Promise<void> {
    const { pods } = this.deployment('gateway');
    const until = Date.now() + PATIENCE_MS;
    for (const pod of pods) {
      const settings = { authorization: `Bearer ${this.token}` };
      const client = recommendationClient(`${pod.address}:${pod.portOf('grpc')}`, settings);
      for (;;) {
        const request = RecommendRequest.fromPartial({ userId: SHOP.users[0]!.userId, k: K });
        const { modelVersion, degradations } = await client.recommend(request);
        this.version = modelVersion;
        if (modelVersion !== '' && degradations.length === 0) break;
        if (Date.now() > until)
          throw new Error(`${pod.name} has no model:\n${this.deployment('embedder').pods[0]!.process.output}`);
        await pause(200);
      }
      client.close();
    }
  }
}

function valuesOf(env: Record<string, string>, textModels: string, recipe: string): Record<string, unknown> {
  const archiveKey = { name: 'archive', key: 'key' };
  const parts = env['STARS_ARCHIVE'] === undefined ? [] : ['gateway', 'embedder', 'trainer', 'archiver'];
  return {
    ...(env['STARS_QDRANT_URL'] ? {} : { 'env.STARS_QDRANT_URL': null }),
    ...Object.fromEntries(Object.entries(env).map(([name, value]) => [`env.${name}`, value])),
    ...Object.fromEntries(parts.map((part) => [`${part}.secrets.STARS_ARCHIVE_KEY`, archiveKey])),
    ...{ 'gateway.replicas': 2, 'tagger.replicas': 2, 'embedder.replicas': 2, 'archiver.enabled': parts.length > 0 },
    // One program makes all calls here, from one address.
    ...{ 'gateway.env.STARS_CALLER_LIMIT': 10_000, 'gateway.env.STARS_TENANT_LIMIT': 10_000 },
    'gateway.env.STARS_GATEWAY_CONNECTIONS_OF_ADDRESS': 10_000,
    'archiver.env.STARS_ARCHIVE_MINUTES': ARCHIVE_MINUTES,
    'tagger.env': {
      ...{ STARS_TEXT_EMBEDDER: 'openai', STARS_TEXT_TAGGER: 'openai' },
      ...{ STARS_OPENAI_EMBEDDING_MODEL: 'made-up', STARS_OPENAI_EMBEDDING_DIMENSIONS: WIDTH },
      ...{ STARS_OPENAI_TAGGING_MODEL: 'made-up', STARS_OPENAI_BASE_URL: textModels },
    },
    'trainer.env.STARS_TRAIN_SIZE': 'tiny',
    'trainer.env.STARS_TRAIN_RECIPE': recipe,
  };
}

/** A recipe that takes seconds. */
function recipeIn(folder: string): string {
  const path = join(folder, 'recipe.json');
  const { validation, joint } = RECIPES.small;
  const recipe = { epochs: 2, minItemCount: 1, validation: { ...validation!, share: 0.3 }, joint: joint! };
  writeFileSync(path, JSON.stringify(recipe));
  return path;
}

/** What the models of texts say: a vector that the text decides, and no tags. */
function answerOfModels(request: ServerRequest): ServerAnswer {
  if (!request.path.endsWith('/embeddings')) {
    return completion({ products: productsOf(request).map(({ index }) => ({ index, tags: [] })) });
  }
  const texts = request.body['input'] as string[];
  const vectorOf = (text: string) => [...hash('sha512', text, 'buffer')].map((byte) => byte - 127.5);
  return { body: { data: texts.map((text, index) => ({ index, embedding: vectorOf(text) })) } };
}
