import {
  type Context,
  DiagLogLevel,
  diag,
  ROOT_CONTEXT,
  type Span,
  SpanKind,
  SpanStatusCode,
  trace,
} from '@opentelemetry/api';
import { parseKeyPairsIntoRecord, parseTraceParent } from '@opentelemetry/core';
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-http';
import { defaultResource, detectResources, envDetector, resourceFromAttributes } from '@opentelemetry/resources';
import {
  AlwaysOffSampler,
  AlwaysOnSampler,
  BatchSpanProcessor,
  ParentBasedSampler,
  type Sampler,
  TraceIdRatioBasedSampler,
  TracerProvider,
} from '@opentelemetry/sdk-trace';
import { hide, isStarsError } from '@stars/errors';
import type { Logger } from 'pino';
import type { SpanAttributes, SpanSpec } from './trace-span.js';
import type { TracingSettings } from './tracing-settings.js';

const KINDS = {
  server: SpanKind.SERVER,
  client: SpanKind.CLIENT,
  producer: SpanKind.PRODUCER,
  consumer: SpanKind.CONSUMER,
} as const;

/** A span that is recorded. */
export class TraceSpan {
  readonly traceId: string;
  readonly spanId: string;
  readonly context: Context;

  constructor(private readonly span: Span) {
    const { traceId, spanId } = span.spanContext();
    this.traceId = traceId;
    this.spanId = spanId;
    this.context = trace.setSpan(ROOT_CONTEXT, span);
  }

  /** W3C `traceparent` for what this span asks others to do. */
  get traceparent(): string {
    return `00-${this.traceId}-${this.spanId}-01`;
  }

  set(attributes: SpanAttributes): void {
    this.span.setAttributes(attributes);
  }

  /** A moment within the span. */
  event(name: string): void {
    this.span.addEvent(name);
  }

  /** Ends the span; with an error, it says its code but not its message, which may have data of users. */
  end(error?: unknown): void {
    if (error !== undefined) {
      this.span.setAttribute('error.type', isStarsError(error) ? error.code : 'STARS_INTERNAL');
      this.span.setStatus({ code: SpanStatusCode.ERROR });
    }
    this.span.end();
  }
}

/**
 * Sends spans to the collector in batches. Nothing is registered for the whole process: client libraries that know OpenTelemetry
 * make no spans of their own.
 */
export function openTracer(service: string, settings: TracingSettings, logger: Logger) {
  const say = (level: 'warn' | 'debug') => (message: string) => logger[level]({ tracing: message }, 'tracing');
  const [warn, debug] = [say('warn'), say('debug')];
  diag.setLogger(
    { error: warn, warn, info: debug, debug, verbose: debug },
    { logLevel: DiagLogLevel.WARN, suppressOverrideMessage: true },
  );
  const url = `${settings.OTEL_EXPORTER_OTLP_ENDPOINT!.replace(/\/$/, '')}/v1/traces`;
  const own = resourceFromAttributes({ 'service.name': `stars-${service}` });
  const provider = new TracerProvider({
    // The last counts: OTEL_SERVICE_NAME and OTEL_RESOURCE_ATTRIBUTES.
    resource: defaultResource()
      .merge(own)
      .merge(detectResources({ detectors: [envDetector] })),
    sampler: samplerOf(settings),
    spanProcessors: [
      new BatchSpanProcessor({ exporter: new OTLPTraceExporter({ url, headers: headersOf(settings) }) }),
    ],
  });
  const tracer = provider.getTracer('stars');
  return {
    /** Undefined: the sampler chose not to record it. @param within the span that it is a part of */
    start({ name, kind, attributes, parent, link }: SpanSpec, within?: TraceSpan): TraceSpan | undefined {
      const context = within ? within.context : contextOf(parent);
      const linked = link === undefined ? null : parseTraceParent(link);
      const span = tracer.startSpan(
        name,
        {
          ...(kind && { kind: KINDS[kind] }),
          ...(attributes && { attributes }),
          ...(linked && { links: [{ context: linked }] }),
        },
        context,
      );
      return span.isRecording() ? new TraceSpan(span) : undefined;
    },
    /** Sends what was recorded. */
    close: () => provider.shutdown(),
  };
}

/** Those of now, each time that spans are sent. */
function headersOf({ OTEL_EXPORTER_OTLP_HEADERS: headers }: TracingSettings) {
  return async (): Promise<Record<string, string>> => {
    const record = parseKeyPairsIntoRecord(headers?.read());
    for (const value of Object.values(record)) hide(value);
    return record;
  };
}

function contextOf(traceparent: SpanSpec['parent']): Context {
  const parent = traceparent === undefined ? null : parseTraceParent(traceparent);
  return parent === null ? ROOT_CONTEXT : trace.setSpanContext(ROOT_CONTEXT, { ...parent, isRemote: true });
}

function samplerOf({ OTEL_TRACES_SAMPLER: name, OTEL_TRACES_SAMPLER_ARG: share }: TracingSettings): Sampler {
  const alone = name.endsWith('traceidratio')
    ? new TraceIdRatioBasedSampler(share)
    : name.endsWith('always_off')
      ? new AlwaysOffSampler()
      : new AlwaysOnSampler();
  return name.startsWith('parentbased_') ? new ParentBasedSampler({ root: alone }) : alone;
}
