import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  CatalogItem,
  encodeItemFeatures,
  encodeModelManifest,
  eventClient,
  Interaction,
  InteractionType,
  RecommendRequest,
  recommendationClient,
  TOPICS,
} from '@stars/contracts';
import { ModelStore } from '@stars/inference';
import { saveTinyModel, tinyFeatures } from '@stars/inference/testing';
import { createLogger } from '@stars/platform';
import { OtlpReceiver, type ReceivedSpan } from '@stars/platform/testing';
import { openStack, type StackConfig } from '@stars/stack';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startStandalone } from './standalone.js';
import type { Standalone } from './standalone-options.js';
import { plainTextModels } from './testing/plain-text-models.js';
import { serversAt } from './testing/servers-at.js';

const ITEMS = ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h'];
const TIME = new Date('2024-01-01T12:00:00Z');
const kafka = process.env['STARS_TEST_KAFKA'];
const redis = process.env['STARS_TEST_REDIS'];
const elasticsearch = process.env['STARS_TEST_ELASTICSEARCH'];

const embedded = (dataDir: string): StackConfig => ({ kind: 'embedded', dataDir });

describe('on the embedded stack', () => itTraces(embedded));
describe.skipIf(!kafka || !redis || !elasticsearch)('on Kafka, Redis and Elasticsearch', () =>
  itTraces(serversAt({ kafka, redis, elasticsearch })),
);

/** Items, their features and a model, as tagger and trainer leave them. */
async function prepare(config: StackConfig, dataDir: string): Promise<void> {
  const stack = await openStack(config);
  await stack.catalog.upsert(
    ITEMS.map((itemId) => CatalogItem.fromPartial({ tenantId: 'default', itemId, title: itemId, version: 1 })),
  );
  await stack.bus.publish(
    TOPICS.itemFeatures,
    ITEMS.map((itemId) => encodeItemFeatures(tinyFeatures(itemId))),
  );
  const manifest = await saveTinyModel(new ModelStore(join(dataDir, 'models')), 'v1', ITEMS);
  await stack.bus.publish(TOPICS.models, [encodeModelManifest(manifest)]);
  await stack.close();
}

/** What callers say about their traces. */
const CALLERS = { track: '1', recommend: '2', http: '3', items: '4' } as const;
type Call = keyof typeof CALLERS;
const traceOf = (call: Call): string => CALLERS[call].repeat(32);
const spanOf = (call: Call): string => CALLERS[call].repeat(16);
const traceparent = (call: Call): string => `00-${traceOf(call)}-${spanOf(call)}-01`;

/** Calls of a running system, from an interaction to answers that have it, out of what a receiver of OTLP got. */
function itTraces(configOf: (dataDir: string) => StackConfig): void {
  let receiver: OtlpReceiver;
  let metrics: string;
  const dataDir = mkdtempSync(join(tmpdir(), 'stars-traces-'));

  beforeAll(async () => {
    const stackConfig = configOf(dataDir);
    await prepare(stackConfig, dataDir);
    receiver = await OtlpReceiver.open();
    process.env['OTEL_EXPORTER_OTLP_ENDPOINT'] = receiver.endpoint;
    // Only what callers trace.
    process.env['OTEL_TRACES_SAMPLER'] = 'parentbased_always_off';
    const standalone = await startStandalone({
      ...{ dataDir, stackConfig, listen: { grpcPort: 0, httpPort: 0 }, openTextModels: plainTextModels },
      logger: createLogger('standalone', { level: 'silent' }),
      clock: () => TIME.getTime() + 60_000,
    });
    const drain = () => standalone.drain({ pollMs: 20, signal: AbortSignal.timeout(120_000) });
    try {
      await drain();
      await callAll(standalone, drain);
    } finally {
      await standalone.close();
    }
  });
  afterAll(async () => {
    delete process.env['OTEL_EXPORTER_OTLP_ENDPOINT'];
    delete process.env['OTEL_TRACES_SAMPLER'];
    await receiver.close();
    rmSync(dataDir, { recursive: true });
  });

  async function callAll({ ports }: Standalone, drain: () => Promise<void>): Promise<void> {
    const address = `127.0.0.1:${ports!.grpcPort}`;
    const base = `http://127.0.0.1:${ports!.httpPort}`;
    const type = InteractionType.INTERACTION_TYPE_PURCHASE;
    const event = Interaction.fromPartial({ eventId: 'bought-a', userId: 'anna', itemId: 'a', type, time: TIME });
    const [events, recommendations] = [eventClient(address), recommendationClient(address)];
    const traced = (call: Call) => ({ metadata: { traceparent: traceparent(call) } });
    await events.track({ interactions: [{ ...event, eventId: 'other', userId: 'bob' }], impressions: [] });
    await events.track({ interactions: [event], impressions: [] }, traced('track'));
    const item = CatalogItem.fromPartial({ itemId: 'h', title: 'new title', version: 2 });
    await events.upsertItems({ items: [item] }, traced('items'));
    await drain();
    const request = RecommendRequest.fromPartial({ userId: 'anna', k: 3, scoreParts: true });
    const { degradations } = await recommendations.recommend(request, traced('recommend'));
    expect(degradations).toEqual([]);
    const { metadata: headers } = traced('http');
    expect((await fetch(`${base}/v1/recommend?user_id=anna&k=3&score_parts=true`, { headers })).status).toBe(200);
    metrics = await (await fetch(`${base}/metrics`)).text();
    events.close();
    recommendations.close();
  }

  const find = (call: Call, name: string | RegExp): ReceivedSpan => {
    const spans = receiver.trace(traceOf(call));
    const found = spans.find((span) => (typeof name === 'string' ? span.name === name : name.test(span.name)));
    if (!found) throw new Error(`no ${name} among ${spans.map((span) => span.name).join(', ')}`);
    return found;
  };
  /** Names of the spans from the outermost one to this one. */
  const pathOf = (span: ReceivedSpan): string[] => {
    const parent = receiver.spans.find(({ spanId }) => spanId === span.parentSpanId);
    return [...(parent ? pathOf(parent) : []), span.name];
  };

  it.each(['recommend', 'http'] as const)('a trace goes from a call to the stores: %s', (call) => {
    const root = find(call, 'Recommend');
    const transport = call === 'http' ? 'http' : 'grpc';
    expect(root).toMatchObject({ kind: 2, parentSpanId: spanOf(call), attributes: { 'stars.transport': transport } });
    const start = ['Recommend', 'recommend'];
    expect(pathOf(find(call, 'profiles.get'))).toEqual([...start, 'profile', 'profiles.get']);
    expect(pathOf(find(call, 'vectors.search'))).toEqual([...start, 'search', 'vectors.search']);
    expect(pathOf(find(call, 'vectors.products'))).toEqual([...start, 'present', 'vectors.products']);
    expect(find(call, 'recommend').attributes['stars.model']).toBe('v1');
  });

  it('a trace goes from an interaction through the bus to the stored vector', () => {
    const interactions = receiver
      .trace(traceOf('track'))
      .filter(({ attributes }) => attributes['messaging.consumer.group.name'] === 'embedder');
    expect(interactions.map(({ name }) => name)).toContain(`process ${TOPICS.interactions}`);
    const [processed] = interactions;
    const sent = ['Track', `publish ${TOPICS.interactions}`];
    expect(find('track', 'Track').parentSpanId).toBe(spanOf('track'));
    expect(pathOf(processed!)).toEqual([...sent, `process ${TOPICS.interactions}`]);
    expect(processed!.events).toEqual(['interaction received', 'interaction vector_stored']);
    expect(pathOf(find('track', 'profiles.putVectors')).slice(3)).toEqual(['encode users', 'profiles.putVectors']);
  });

  it('a trace goes from a changed item over the tagger to the embedder', () => {
    const sent = ['UpsertItems', `publish ${TOPICS.catalog}`, `process ${TOPICS.catalog}`];
    expect(pathOf(find('items', 'catalog.upsert'))).toEqual([...sent, 'catalog.upsert']);
    const embedded = find('items', `process ${TOPICS.itemFeatures}`);
    expect(pathOf(embedded)).toEqual([...sent, `publish ${TOPICS.itemFeatures}`, embedded.name]);
    expect(embedded.attributes['messaging.consumer.group.name']).toBe('embedder');
  });

  it('the answer that first has an interaction names it as the trace of the interaction does', () => {
    const processed = find('track', `process ${TOPICS.interactions}`);
    const { attributes } = find('recommend', 'recommend');
    expect(attributes).toMatchObject({
      'stars.last_event': processed.attributes['stars.event'],
      'stars.vector_time': TIME.toISOString(),
    });
    expect(attributes['stars.last_event']).toMatch(/^[0-9a-f]{16}$/);
  });

  it('nothing else is recorded, and no user is named', () => {
    expect(new Set(receiver.spans.map(({ traceId }) => traceId))).toEqual(
      new Set((Object.keys(CALLERS) as Call[]).map(traceOf)),
    );
    expect(JSON.stringify(receiver.spans)).not.toMatch(/anna|bob|bought-a/);
  });

  it('the latency of a call has its trace as an exemplar', () => {
    const lines = metrics.split('\n').filter((line) => line.startsWith('stars_gateway_request_seconds_bucket'));
    for (const call of ['track', 'recommend', 'http'] as const) {
      expect(lines.some((line) => line.includes(`# {trace_id="${traceOf(call)}"`))).toBe(true);
    }
  });
}
