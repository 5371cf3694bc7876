import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { StarsError } from '@stars/errors';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { z } from 'zod';
import { parseConfig } from '../config.js';
import { createLogger } from '../logger.js';
import { createMetrics } from '../metrics.js';
import { OtlpReceiver, type ReceivedSpan } from '../testing/otlp-receiver.js';
import { currentSpan, inSpan, inTrace, inTraces, isTracing, noteMoment, startTracing, tracedPort } from './tracing.js';
import { tracingEnvironment } from './tracing-settings.js';

const CALLER = { traceId: '0af7651916cd43dd8448eb211c80319c', spanId: 'b7ad6b7169203331' };
const sampled = `00-${CALLER.traceId}-${CALLER.spanId}-01`;
const unsampled = `00-${CALLER.traceId}-${CALLER.spanId}-00`;
const silent = createLogger('test', { level: 'silent' });

let receiver: OtlpReceiver;
let end: () => Promise<void>;
beforeEach(async () => {
  receiver = await OtlpReceiver.open();
});
afterEach(async () => {
  await end();
  await receiver.close();
});

async function start(settings: Record<string, string> = {}, endpoint = receiver.endpoint): Promise<void> {
  const env = { OTEL_EXPORTER_OTLP_ENDPOINT: endpoint, ...settings };
  ({ close: end } = await startTracing('test', parseConfig(z.object(tracingEnvironment), env), silent));
}

const received = async (): Promise<ReceivedSpan[]> => {
  await end();
  return receiver.spans;
};

describe('a trace', () => {
  it('goes on with that of the caller, has the parts of the work, and ends with it', async () => {
    await start();
    let late: Promise<void> | undefined;
    const ended = Promise.withResolvers<void>();
    const answer = await inTrace(
      () => ({ name: 'call', kind: 'server', parent: sampled, attributes: { method: 'Recommend' } }),
      async () => {
        const part = await inSpan('part', async () => currentSpan()!.spanId);
        // What a request starts and does not wait for, such as a timer.
        late = ended.promise.then(() => inSpan('late', async () => undefined));
        return part;
      },
    );
    ended.resolve();
    await late;
    const spans = await received();
    expect(spans.map(({ name }) => name)).toEqual(['part', 'call']);
    const [part, call] = spans;
    expect(call).toMatchObject({ ...CALLER, spanId: expect.any(String), parentSpanId: CALLER.spanId, kind: 2 });
    expect(call).toMatchObject({ service: 'stars-test', attributes: { method: 'Recommend' }, isError: false });
    expect(part).toMatchObject({ traceId: CALLER.traceId, spanId: answer, parentSpanId: call!.spanId });
  });

  it('says the code of an error, and not its message', async () => {
    await start();
    const failing = inTrace(
      () => ({ name: 'call' }),
      async () => {
        throw new StarsError('STARS_NOT_FOUND', 'no item of anna');
      },
    );
    await expect(failing).rejects.toThrow('no item of anna');
    const spans = await received();
    expect(spans).toMatchObject([{ isError: true, attributes: { 'error.type': 'STARS_NOT_FOUND' } }]);
    expect(JSON.stringify(spans)).not.toContain('anna');
  });

  it.each([
    ['a caller who does not trace', {}, unsampled, 0],
    ['a caller who traces', { OTEL_TRACES_SAMPLER: 'parentbased_always_off' }, sampled, 1],
    ['nobody', { OTEL_TRACES_SAMPLER: 'parentbased_traceidratio', OTEL_TRACES_SAMPLER_ARG: '0' }, undefined, 0],
    ['nobody', { OTEL_TRACES_SAMPLER: 'parentbased_always_off' }, undefined, 0],
    ['a caller who may not choose', { OTEL_TRACES_SAMPLER: 'traceidratio', OTEL_TRACES_SAMPLER_ARG: '0' }, sampled, 0],
    ['a header that is none', {}, 'hello', 1],
  ])('of %s (%j) is recorded as the sampler says', async (_, settings, parent, count) => {
    await start(settings);
    const span = () => ({ name: 'call', parent });
    const inside = await inTrace(span, () => inSpan('part', async () => currentSpan()));
    expect(inside === undefined).toBe(count === 0);
    expect(await received()).toHaveLength(2 * count);
  });

  it('is recorded for about the share of requests that the settings say', async () => {
    await start({ OTEL_TRACES_SAMPLER: 'parentbased_traceidratio', OTEL_TRACES_SAMPLER_ARG: '0.1' });
    const span = () => ({ name: 'call' });
    for (let n = 0; n < 2000; n++) await inTrace(span, async () => undefined);
    // Five deviations of the 200 that are expected.
    expect(Math.abs((await received()).length - 200)).toBeLessThan(70);
  });

  it('of each that asked for the same work has a span; its parts are in the first, and the others link to it', async () => {
    await start();
    const other = `00-${'1'.repeat(32)}-${'2'.repeat(16)}-01`;
    const asked = [unsampled, sampled, other].map((parent) => ({ name: 'process', parent }));
    await inTraces(asked, () => inSpan('store', async () => undefined).then(() => noteMoment('stored')));
    const [store, first, second] = await received();
    expect(first).toMatchObject({ ...CALLER, spanId: first!.spanId, events: ['stored'], links: [] });
    expect(second).toMatchObject({ traceId: '1'.repeat(32), events: ['stored'], links: [first!.spanId] });
    expect(store).toMatchObject({ parentSpanId: first!.spanId, traceId: CALLER.traceId });
  });

  it('has the calls of a port', async () => {
    await start();
    class Store {
      #reads = 0;
      async get(id: string): Promise<string> {
        return inSpan('inner', async () => `${id} ${++this.#reads}`);
      }
      count(): number {
        return this.#reads;
      }
      async fail(): Promise<void> {
        throw new Error('away');
      }
    }
    const store = tracedPort('store', new Store());
    expect(await store.get('outside')).toBe('outside 1');
    await inTrace(
      () => ({ name: 'call' }),
      async () => {
        expect(await store.get('a')).toBe('a 2');
        expect(store.count()).toBe(2);
        await expect(store.fail()).rejects.toThrow('away');
      },
    );
    const spans = await received();
    expect(spans.map(({ name, isError }) => [name, isError])).toEqual([
      ['inner', false],
      ['store.get', false],
      ['store.fail', true],
      ['call', false],
    ]);
    expect(spans[0]!.parentSpanId).toBe(spans[1]!.spanId);
  });

  it('has its ids in logs and in exemplars, and only its own', async () => {
    await start();
    const lines: string[] = [];
    const logger = createLogger('test', { destination: { write: (line: string) => void lines.push(line) } });
    const metrics = createMetrics('test', { processMetrics: false });
    const latency = metrics.tracedHistogram({ name: 'stars_x_seconds', help: 'X.', labels: ['a'], buckets: [1, 2] });
    metrics.counter({ name: 'stars_y_total', help: 'Y.' }).inc();
    latency.observe({ a: 'b' }, 1.5);
    logger.info('outside');
    const span = await inTrace(
      () => ({ name: 'call' }),
      async () => {
        latency.observe({ a: 'b' }, 0.5);
        logger.info('inside');
        return currentSpan()!;
      },
    );
    const ids = { trace_id: span.traceId, span_id: span.spanId };
    expect(JSON.parse(lines[0]!)).not.toHaveProperty('trace_id');
    expect(JSON.parse(lines[1]!)).toMatchObject({ ...ids, msg: 'inside' });
    const text = await metrics.expose();
    expect(metrics.contentType).toMatch(/^application\/openmetrics-text/);
    const exemplar = `# {trace_id="${span.traceId}",span_id="${span.spanId}"} 0.5`;
    expect(text).toContain(`stars_x_seconds_bucket{le="1",service="test",a="b"} 1 ${exemplar}`);
    expect(text).toMatch(/stars_x_seconds_bucket{le="2",service="test",a="b"} 2\n/);
    expect(text).toContain('stars_y_total{service="test"} 1\n');
    expect(text).toMatch(/# EOF\n$/);
  });

  it('goes nowhere if the collector is away, and closing does not wait long for it', async () => {
    const away = receiver.endpoint;
    await receiver.close();
    await start({}, away);
    const span = () => ({ name: 'call' });
    expect(await inTrace(span, async () => 'answer')).toBe('answer');
    const begun = performance.now();
    await end();
    expect(performance.now() - begun).toBeLessThan(5000);
    end = async () => undefined;
    receiver = await OtlpReceiver.open();
  });
});

describe('a collector', () => {
  it('gets the headers that their file has now', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'stars-otlp-'));
    const file = join(folder, 'headers');
    vi.stubEnv('OTEL_BSP_SCHEDULE_DELAY', '50');
    const got = (headers: object) =>
      vi.waitFor(
        async () => {
          await inTrace(
            () => ({ name: 'call' }),
            async () => undefined,
          );
          expect(receiver.headers).toMatchObject(headers);
        },
        { timeout: 10_000, interval: 100 },
      );
    try {
      writeFileSync(file, 'authorization=Bearer%20first,x-shop=1\n');
      await start({ OTEL_EXPORTER_OTLP_HEADERS_FILE: file });
      await got({ authorization: 'Bearer first', 'x-shop': '1' });
      writeFileSync(file, 'authorization=Bearer%20second\n');
      await got({ authorization: 'Bearer second' });
    } finally {
      vi.unstubAllEnvs();
      rmSync(folder, { recursive: true });
    }
  });
});

/** Modules of OpenTelemetry in a process that starts tracing and does some work, without its API, which prom-client loads. */
function modulesWith(env: Record<string, string>): string[] {
  const program = `
    import { createRequire } from 'node:module';
    const { createLogger, createMetrics, inTrace, startTracing } = await import(process.argv[1]);
    const { OTEL_EXPORTER_OTLP_ENDPOINT } = process.env;
    const settings = { OTEL_EXPORTER_OTLP_ENDPOINT, OTEL_TRACES_SAMPLER: 'always_on', OTEL_TRACES_SAMPLER_ARG: 1 };
    await startTracing('test', settings, createLogger('test'));
    createMetrics('test').tracedHistogram({ name: 'x', help: 'X.' }).observe({}, 1);
    await inTrace(() => ({ name: 'call' }), async () => undefined);
    const loaded = Object.keys(createRequire(process.argv[1]).cache).filter((path) => /@opentelemetry.(?!api)/.test(path));
    console.log(JSON.stringify(loaded));
    process.exit(0);`;
  const platform = new URL('../../dist/index.js', import.meta.url).href;
  const args = ['--input-type=module', '--eval', program, platform];
  return JSON.parse(execFileSync(process.execPath, args, { encoding: 'utf8', env })) as string[];
}

describe('without an address of a collector', () => {
  it('no module of the SDK is loaded', async () => {
    end = async () => undefined;
    expect(modulesWith({})).toEqual([]);
    // The test would see them.
    expect(modulesWith({ OTEL_EXPORTER_OTLP_ENDPOINT: receiver.endpoint }).length).toBeGreaterThan(10);
  });

  it('work runs as it is, and metrics are in the format of Prometheus', async () => {
    ({ close: end } = await startTracing('test', parseConfig(z.object(tracingEnvironment), {}), silent));
    expect(isTracing()).toBe(false);
    const work = Promise.resolve('answer');
    expect(
      inTrace(
        () => ({ name: 'call', parent: sampled }),
        () => work,
      ),
    ).toBe(work);
    expect(inSpan('part', () => work)).toBe(work);
    const metrics = createMetrics('test', { processMetrics: false });
    const spec = { name: 'stars_x_seconds', help: 'X.', labels: ['a'] as const };
    expect(metrics.tracedHistogram(spec)).toBe(metrics.histogram(spec));
    expect(metrics.contentType).toMatch(/^text\/plain/);
  });
});
