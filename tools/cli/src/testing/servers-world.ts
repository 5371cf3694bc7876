import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  DEFAULT_TENANT,
  eventClient,
  type LookupClient,
  lookupClient,
  RecommendRequest,
  type RecommendResponse,
  recommendationClient,
} from '@stars/contracts';
import { syntheticShop } from '@stars/datasets/testing';
import { CONSUMER_GROUPS, drainGroups } from '@stars/event-bus';
import { openPorts } from '@stars/stack';
import { RECIPES } from '@stars/training';
import { type DataFolder, makeDataFolder } from '../data-folder.js';
import { stackConfig } from '../stack-config.js';
import type { StoreUser } from '../store-rights/store-rights.js';
import { runCli } from './cli-process.js';
import { type ServiceName, ServiceProcess } from './service-process.js';

export interface ServerAddresses {
  kafka: string;
  redis: string;
  elasticsearch: string;
  /** Absent: vectors in a file that all processes share. */
  qdrant?: string;
}

export type Shop = ReturnType<typeof syntheticShop>;

/** A small shop on real servers, with each service as a process. */
export class ServersWorld {
  readonly root = mkdtempSync(join(tmpdir(), 'stars-servers-'));
  readonly folder: DataFolder = makeDataFolder(join(this.root, 'servers'));
  readonly services: ServiceProcess[] = [];
  readonly env: NodeJS.ProcessEnv;

  /** @param loginOf settings that only the processes of a service have */
  constructor(
    readonly shop: Shop,
    addresses: ServerAddresses,
    private readonly loginOf: (user: StoreUser) => NodeJS.ProcessEnv = () => ({}),
  ) {
    this.env = {
      ...process.env,
      STARS_STACK: 'servers',
      STARS_DATA: this.folder.root,
      STARS_PREFIX: `test-${randomUUID().slice(0, 8)}`,
      STARS_KAFKA_BROKERS: addresses.kafka,
      STARS_REDIS_URL: addresses.redis,
      STARS_ELASTICSEARCH_URL: addresses.elasticsearch,
      STARS_LOG_LEVEL: 'info',
      STARS_TEXT_THREADS: '1',
      // Before what the import chooses for the folder, which only a process on the folder reads.
      STARS_TEXT_VOCABULARY: 'general',
      ...(addresses.qdrant
        ? { STARS_QDRANT_URL: addresses.qdrant, STARS_QDRANT_API_KEY: process.env['QDRANT_API_KEY'] }
        : { STARS_VECTOR_INDEX: 'embedded' }),
      ...loginOf('operator'),
    };
  }

  /** Puts the shop's files on the bus of a stack. */
  async importInto(folder: DataFolder, env: NodeJS.ProcessEnv): Promise<void> {
    const { items, events, users, context } = await this.shop.writeJsonLines(join(this.root, 'files'));
    const files = ['--items', items, '--events', events, '--users', users, '--context', context];
    const { status, stderr } = await runCli(['import', '--data', folder.root, ...files], env);
    if (status !== 0) throw new Error(`import failed:\n${stderr}`);
  }

  start(name: ServiceName, more: NodeJS.ProcessEnv = {}): ServiceProcess {
    const service = ServiceProcess.start(name, { ...this.env, ...this.loginOf(name), ...more });
    this.services.push(service);
    return service;
  }

  /** Runs the trainer to its end. Returns the version that it published. */
  async train(epochs = 3): Promise<string> {
    const recipe = join(this.root, 'recipe.json');
    const { tiny, small } = RECIPES;
    const validation = { ...small.validation!, share: 0.3 };
    const secondStage = { ...small.secondStage!, sessions: 200, hidden: 8 };
    const size = { ...tiny.size, offsetBound: 1 };
    writeFileSync(recipe, JSON.stringify({ size, epochs, minItemCount: 1, validation, secondStage }));
    const trainer = this.start('trainer', { STARS_TRAIN_SIZE: 'tiny', STARS_TRAIN_RECIPE: recipe });
    const { version } = (await trainer.says('the model is published')) as unknown as { version: string };
    const status = await trainer.ends();
    if (status !== 0) throw new Error(`the trainer ended with ${status}:\n${trainer.output}`);
    return version;
  }

  /** Resolves once everything on the bus is handled. A consumer that fails retries for ever, so this gives up after a time. */
  async drained(): Promise<void> {
    const { bus, close } = await openPorts(stackConfig(this.folder, this.env), ['bus']);
    try {
      await drainGroups(bus, CONSUMER_GROUPS, { signal: AbortSignal.timeout(180_000) });
    } finally {
      await close();
    }
  }

  /** Ends the services, then removes the files and what would stay in a Qdrant that the run did not start. */
  async close(): Promise<void> {
    for (const { child } of this.services) child.kill('SIGKILL');
    // One that lives on would make its collections again.
    await Promise.all(this.services.map((service) => service.ends()));
    if (this.env['STARS_QDRANT_URL']) {
      const { vectors, close } = await openPorts(stackConfig(this.folder, this.env), ['vectors']);
      try {
        const names = await vectors.listCollections(DEFAULT_TENANT);
        for (const name of names) await vectors.dropCollection(DEFAULT_TENANT, name);
      } finally {
        await close();
      }
    }
    rmSync(this.root, { recursive: true, force: true });
  }
}

/** The clients of a gateway. */
export interface ApiClient {
  lookups: LookupClient;
  recommend(request: Partial<RecommendRequest>, timeoutMs?: number): Promise<RecommendResponse>;
  track: ReturnType<typeof eventClient>['track'];
  deleteUser: ReturnType<typeof eventClient>['deleteUser'];
  close(): void;
}

export function apiClientAt(port: number): ApiClient {
  const recommendations = recommendationClient(`127.0.0.1:${port}`);
  const events = eventClient(`127.0.0.1:${port}`);
  const lookups = lookupClient(`127.0.0.1:${port}`);
  return {
    lookups,
    recommend: (request, timeoutMs) =>
      recommendations.recommend(RecommendRequest.fromPartial(request), timeoutMs === undefined ? {} : { timeoutMs }),
    track: (request, settings) => events.track(request, settings),
    deleteUser: (request, settings) => events.deleteUser(request, settings),
    close: () => {
      recommendations.close();
      events.close();
      lookups.close();
    },
  };
}
