import { execFileSync } from 'node:child_process';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Client, credentials, loadPackageDefinition } from '@grpc/grpc-js';
import { loadSync } from '@grpc/proto-loader';
import { RecommendRequest, recommendationClient } from '@stars/contracts';
import { service as healthService } from 'grpc-health-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readSet } from './grpc/reflection.js';
import { newTestGateway, SEEDED, type TestGateway } from './testing/new-test-gateway.js';

let gateway: TestGateway;
beforeAll(async () => {
  gateway = await newTestGateway();
});
afterAll(() => gateway.close());

interface ReflectionAnswer {
  list_services_response?: { service: { name: string }[] };
  file_descriptor_response?: { file_descriptor_proto: Buffer[] };
  error_response?: { error_message: string };
}

/** One request to grpc.reflection, as from a client that does not know this API. */
function reflect(question: Record<string, string>): Promise<ReflectionAnswer> {
  const folder = dirname(createRequire(import.meta.url).resolve('@grpc/reflection/package.json'));
  const proto = join(folder, 'build/proto/grpc/reflection/v1/reflection.proto');
  // biome-ignore lint/suspicious/noExplicitAny: a dynamic package has no types
  const { ServerReflection } = (loadPackageDefinition(loadSync(proto, { keepCase: true })) as any).grpc.reflection.v1;
  const client = new ServerReflection(`127.0.0.1:${gateway.grpcPort}`, credentials.createInsecure());
  return new Promise((resolve, reject) => {
    const stream = client.ServerReflectionInfo();
    stream.on('data', (answer: ReflectionAnswer) => {
      resolve(answer);
      stream.end();
    });
    stream.on('error', reject);
    stream.on('end', () => client.close());
    stream.write(question);
  });
}

describe('reflection', () => {
  it('lists our services and health', async () => {
    const { list_services_response: list } = await reflect({ list_services: '' });
    expect(list!.service.map(({ name }) => name).sort()).toEqual([
      'grpc.health.v1.Health',
      'stars.v1.ActivityService',
      'stars.v1.CatalogService',
      'stars.v1.EventService',
      'stars.v1.LookupService',
      'stars.v1.ModelService',
      'stars.v1.OperationsService',
      'stars.v1.RecommendationService',
      'stars.v1.RuleService',
      'stars.v1.SurfaceService',
    ]);
  });

  it.each([
    ['stars.v1.RecommendationService', 'RecommendRequest'],
    // Clients such as grpcurl refuse a map whose entry type is misnamed, and a file whose imports are missing.
    ['stars.v1.CatalogItem', 'RegionsEntry'],
    ['stars.v1.CatalogItem', 'google/protobuf/struct.proto'],
    ['google.protobuf.Timestamp', 'nanos'],
    ['grpc.health.v1.Health', 'StatusesEntry'],
  ])('describes %s with its %s', async (symbol, part) => {
    const { file_descriptor_response: files } = await reflect({ file_containing_symbol: symbol });
    expect(Buffer.concat(files!.file_descriptor_proto).includes(part)).toBe(true);
  });

  it('describes what proto/ says', () => {
    const buf = fileURLToPath(new URL('../../../node_modules/.bin/buf', import.meta.url));
    const options = ['--exclude-source-info', '--as-file-descriptor-set', '-o', '-'];
    expect(
      execFileSync(buf, ['build', fileURLToPath(new URL('../../../proto', import.meta.url)), ...options]).equals(
        readSet('stars.binpb'),
      ),
    ).toBe(true);
  });
});

describe('health', () => {
  const check = (service: string): Promise<{ status: string }> =>
    new Promise((resolve, reject) => {
      const client = new Client(`127.0.0.1:${gateway.grpcPort}`, credentials.createInsecure());
      const { path, requestSerialize, responseDeserialize } = healthService['Check']!;
      client.makeUnaryRequest(path, requestSerialize, responseDeserialize, { service }, (error, answer) => {
        client.close();
        if (error) reject(error);
        else resolve(answer as { status: string });
      });
    });

  it('serves over gRPC and HTTP', async () => {
    await expect.poll(() => check('')).toMatchObject({ status: 'SERVING' });
    expect(await check('stars.v1.EventService')).toMatchObject({ status: 'SERVING' });
    expect(await gateway.get('/healthz')).toEqual({ status: 200, body: { live: true } });
    const ready = await gateway.get('/readyz');
    expect(ready.status).toBe(200);
    expect(ready.body.degraded).toEqual([]);
    expect(Object.keys(ready.body.checks).sort()).toEqual([
      'answers',
      'event-bus',
      'item-catalog',
      'model',
      'profile-store',
      'vector-index',
    ]);
  });

  it('stops serving once it drains, while the servers still listen', async () => {
    const draining = await newTestGateway();
    draining.deps.health.startDraining();
    expect(await draining.get('/readyz')).toMatchObject({ status: 503, body: { ready: false } });
    expect(await draining.get('/healthz')).toMatchObject({ status: 200 });
    expect(await draining.post('/v1/recommend', { user_id: SEEDED.fruitUser, k: 1 })).toMatchObject({ status: 200 });
    await draining.close();
  });
});

describe('metrics', () => {
  it('counts requests by method, transport and code, and times the stages', async () => {
    await gateway.post('/v1/recommend', { user_id: SEEDED.fruitUser, k: 2 });
    await gateway.post('/v1/recommend', { user_id: SEEDED.fruitUser, k: 1001 });
    await gateway.post('/v1/recommend', { user_id: 'stranger', k: 2 });
    const { body } = await gateway.get('/metrics');
    const line = (name: string, ...labels: string[]) =>
      body
        .split('\n')
        .find((text: string) => text.startsWith(`${name}{`) && labels.every((label) => text.includes(label)));
    const requests = 'stars_gateway_requests_total';
    expect(line(requests, 'method="Recommend"', 'transport="http"', 'code="OK"')).toMatch(/ 2$/);
    expect(line(requests, 'method="Recommend"', 'code="STARS_OUT_OF_RANGE"')).toMatch(/ 1$/);
    expect(line('stars_gateway_degradations_total', 'code="STARS_UNKNOWN_USER"')).toMatch(/ 1$/);
    expect(line('stars_gateway_stage_seconds_count', 'stage="search"')).toMatch(/ 1$/);
    expect(line('stars_gateway_list_items_count', 'method="Recommend"')).toMatch(/ 2$/);
  });
});

describe('shutting down', () => {
  const asks: Record<string, (closing: TestGateway) => Promise<unknown>> = {
    http: async (closing) => {
      const { body } = await closing.post('/v1/recommend', { user_id: SEEDED.fruitUser, k: 1 });
      return body.items[0].item_id;
    },
    grpc: async ({ grpcPort }) => {
      const client = recommendationClient(`127.0.0.1:${grpcPort}`);
      const { items } = await client.recommend(RecommendRequest.fromPartial({ userId: SEEDED.fruitUser, k: 1 }));
      client.close();
      return items[0]?.itemId;
    },
  };
  it.each(Object.keys(asks))('finishes requests in work over %s, and takes no new ones', async (transport) => {
    const asked = Promise.withResolvers<void>();
    const held = Promise.withResolvers<void>();
    const closing = await newTestGateway({
      deps: ({ profiles }) => ({
        profiles: Object.assign(Object.create(profiles), {
          get: async (...args: Parameters<typeof profiles.get>) => {
            if (args[1][0] !== SEEDED.fruitUser) return profiles.get(...args);
            asked.resolve();
            await held.promise;
            return profiles.get(...args);
          },
        }),
      }),
    });
    const inWork = asks[transport]!(closing);
    await asked.promise;
    const closed = closing.close();
    setTimeout(() => held.resolve(), 1000);
    expect(await inWork).toBe('rye');
    await closed;
    await expect(closing.get('/healthz')).rejects.toThrow();
  });
});
