import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { DynamicModule } from '@nestjs/common';
import type { Access } from '@stars/access';
import {
  type EventClient,
  eventClient,
  type LookupClient,
  lookupClient,
  type RecommendationClient,
  type RuleClient,
  recommendationClient,
  ruleClient,
} from '@stars/contracts';
import { SqliteEventBus } from '@stars/event-bus';
import { SqliteItemCatalog } from '@stars/item-catalog';
import { createLogger, createMetrics, HealthRegistry } from '@stars/platform';
import { SqliteProfileStore } from '@stars/profile-store';
import { seedGrocery, servedBy } from '@stars/recommending/testing';
import { openDatabase } from '@stars/sqlite';
import { EmbeddedVectorIndex } from '@stars/vector-index';
import { type ApiPorts, type ApiServerOptions, ApiServers } from '../api-servers.js';
import { startGateway } from '../gateway-application.js';
import type { GatewayDeps } from '../gateway-deps.js';

export { PlainModel, SEEDED, seedGrocery } from '@stars/recommending/testing';
export { seedExamples } from './seed-examples.js';

export interface TestGatewayOptions {
  /** Over the real embedded adapters, which a test may wrap. */
  deps?: (deps: GatewayDeps) => Partial<GatewayDeps>;
  /** Modules in the same application, such as the console. */
  beside?: readonly DynamicModule[];
  /** Who may call; default: anybody. */
  access?: Access;
  connections?: ApiServerOptions['connections'];
  /** false: as before the first training. */
  withModel?: boolean;
}

export interface HttpAnswer {
  status: number;
  // biome-ignore lint/suspicious/noExplicitAny: the body is asserted on, field by field, by the test
  body: any;
}

export interface TestGateway extends ApiPorts {
  deps: GatewayDeps;
  recommendations: RecommendationClient;
  events: EventClient;
  lookups: LookupClient;
  rules: RuleClient;
  get(path: string): Promise<HttpAnswer>;
  post(path: string, body: unknown, options?: { method?: string }): Promise<HttpAnswer>;
  close(): Promise<void>;
}

/** A gateway with both servers on free ports, over the embedded adapters in a folder of its own, seeded. */
export async function newTestGateway(options: TestGatewayOptions = {}): Promise<TestGateway> {
  const folder = mkdtempSync(join(tmpdir(), 'stars-gateway-'));
  const path = join(folder, 'stars.db');
  const database = openDatabase(path);
  const bus = new SqliteEventBus(database);
  const vectors = EmbeddedVectorIndex.open(path);
  const stores = { profiles: new SqliteProfileStore(database), catalog: new SqliteItemCatalog(database), vectors };
  const model = await seedGrocery(stores);
  const real: GatewayDeps = {
    bus,
    ...stores,
    servedModels: servedBy(() => (options.withModel === false ? undefined : model)),
    logger: createLogger('gateway', { level: 'silent' }),
    metrics: createMetrics('gateway', { processMetrics: false }),
    health: new HealthRegistry(),
    clock: () => model.dataUntil,
  };
  const deps = { ...real, ...options.deps?.(real) };
  const servers = await ApiServers.open(
    {
      grpcPort: 0,
      httpPort: 0,
      ...(options.access && { access: options.access }),
      ...(options.connections && { connections: options.connections }),
    },
    deps,
  );
  const gateway = await startGateway(deps, servers, options.beside);
  const base = `http://127.0.0.1:${gateway.httpPort}`;
  const address = `127.0.0.1:${gateway.grpcPort}`;
  const recommendations = recommendationClient(address);
  const events = eventClient(address);
  const lookups = lookupClient(address);
  const rules = ruleClient(address);
  return {
    ...gateway,
    deps,
    recommendations,
    events,
    lookups,
    rules,
    get: async (route) => answer(await fetch(base + route)),
    post: async (route, body, { method = 'POST' } = {}) => {
      const text = typeof body === 'string' ? body : JSON.stringify(body);
      const headers = { 'content-type': 'application/json' };
      return answer(await fetch(base + route, { method, headers, body: text }));
    },
    close: async () => {
      recommendations.close();
      events.close();
      lookups.close();
      rules.close();
      await gateway.close();
      await bus.close();
      await vectors.close();
      database.close();
      rmSync(folder, { recursive: true });
    },
  };
}

async function answer(response: Response): Promise<HttpAnswer> {
  const json = response.headers.get('content-type')?.includes('application/json');
  return { status: response.status, body: json ? await response.json() : await response.text() };
}
