import { AsyncLocalStorage } from 'node:async_hooks';
import type { Logger } from 'pino';
import { withinMs } from '../deadline.js';
import type { openTracer, TraceSpan } from './open-telemetry.js';
import type { SpanAttributes, SpanSpec } from './trace-span.js';
import type { TracingSettings } from './tracing-settings.js';

/** What the current work belongs to. */
interface Scope {
  span: TraceSpan;
  /** Spans of other traces that the same work belongs to. */
  beside: readonly TraceSpan[];
  /** Work that a request starts may go on after its answer, such as a timer: then it is no part of the trace. */
  root: { isOver: boolean };
}

/** How long closing waits for the collector, ms. */
const LAST_MS = 2000;
const NONE: readonly TraceSpan[] = [];

/** Holds only work that is recorded: all else runs outside of it, at no cost. */
const scopes = new AsyncLocalStorage<Scope>();
let tracer: ReturnType<typeof openTracer> | undefined;

/**
 * Traces what this process does from now on, if the settings name a collector; else no module of OpenTelemetry's SDK is loaded.
 * Closing sends what was recorded.
 */
export async function startTracing(
  service: string,
  settings: TracingSettings,
  logger: Logger,
): Promise<{ close(): Promise<void> }> {
  if (settings.OTEL_EXPORTER_OTLP_ENDPOINT === undefined) return { close: async () => undefined };
  const { openTracer } = await import('./open-telemetry.js');
  const opened = openTracer(service, settings, logger);
  tracer = opened;
  const close = async (): Promise<void> => {
    tracer = undefined;
    await withinMs(opened.close(), LAST_MS, () => new Error('the collector gave no answer')).catch((err: unknown) =>
      logger.warn({ err }, 'the last traces were not sent'),
    );
  };
  return { close };
}

/** Whether any request of this process may be traced. */
export const isTracing = (): boolean => tracer !== undefined;

/** The recorded span that the current work is a part of. */
export const currentSpan = (): TraceSpan | undefined => currentScope()?.span;

/** Does work that others asked for, in a span of their trace or, if they have none, of a new one. */
export function inTrace<T>(spec: () => SpanSpec, work: () => Promise<T>): Promise<T> {
  const span = tracer?.start(spec());
  return span === undefined ? work() : runRoot([span], work);
}

/**
 * The same for work that several asked for at once. Each has a span in its own trace. The parts of the work are in the trace of the
 * first that is recorded, and the others link to it.
 */
export function inTraces<T>(specs: readonly SpanSpec[], work: () => Promise<T>): Promise<T> {
  const spans: TraceSpan[] = [];
  for (const spec of specs) {
    const [first] = spans;
    const span = tracer?.start(first ? { ...spec, link: first.traceparent } : spec);
    if (span) spans.push(span);
  }
  return spans.length === 0 ? work() : runRoot(spans, work);
}

/** Does a part of the current work, in a span if that work is recorded. */
export function inSpan<T>(name: string, work: () => Promise<T>, spec?: Omit<SpanSpec, 'name'>): Promise<T> {
  const scope = currentScope();
  const span = scope && tracer!.start({ ...spec, name }, scope.span);
  return span === undefined ? work() : run({ ...scope!, span }, work, [span]);
}

/** Says more about the current work, if it is recorded. */
export function noteOnSpan(attributes: () => SpanAttributes): void {
  currentScope()?.span.set(attributes());
}

/** Says that the current work has come to a point, in every trace that it belongs to. */
export function noteMoment(name: string): void {
  const scope = currentScope();
  if (scope === undefined) return;
  scope.span.event(name);
  for (const span of scope.beside) span.event(name);
}

/** The same port with a span for each call that gives a promise. For a process that traces. */
export function tracedPort<P extends object>(name: string, port: P): P {
  return new Proxy(port, {
    get(target, member) {
      const value: unknown = Reflect.get(target, member, target);
      if (typeof value !== 'function') return value;
      return (...args: unknown[]) => {
        const scope = currentScope();
        const span = scope && tracer!.start({ name: `${name}.${String(member)}`, kind: 'client' }, scope.span);
        if (span === undefined) return value.apply(target, args);
        const answer: unknown = scopes.run({ ...scope!, span }, () => value.apply(target, args));
        return answer instanceof Promise ? ended(answer, [span]) : answer;
      };
    },
  });
}

function currentScope(): Scope | undefined {
  if (tracer === undefined) return undefined;
  const scope = scopes.getStore();
  return scope === undefined || scope.root.isOver ? undefined : scope;
}

async function runRoot<T>(spans: readonly TraceSpan[], work: () => Promise<T>): Promise<T> {
  const root = { isOver: false };
  const [span, ...beside] = spans;
  try {
    return await run({ span: span!, beside: beside.length === 0 ? NONE : beside, root }, work, spans);
  } finally {
    root.isOver = true;
  }
}

/** Work that throws before it gives a promise has no span. */
function run<T>(scope: Scope, work: () => Promise<T>, spans: readonly TraceSpan[]): Promise<T> {
  return ended(scopes.run(scope, work), spans);
}

async function ended<T>(work: Promise<T>, spans: readonly TraceSpan[]): Promise<T> {
  try {
    const result = await work;
    for (const span of spans) span.end();
    return result;
  } catch (error) {
    for (const span of spans) span.end(error);
    throw error;
  }
}
