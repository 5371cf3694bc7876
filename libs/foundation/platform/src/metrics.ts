import {
  Counter,
  collectDefaultMetrics,
  Gauge,
  Histogram,
  type LabelValues,
  Registry,
  type RegistryContentType,
} from 'prom-client';
import { metricsWithCounts, type ThreadMetrics, textWithCounts } from './counts-of-threads.js';
import { withinMs } from './deadline.js';
import { currentSpan, isTracing } from './tracing/tracing.js';

/** Seconds: from a cache's answer to a deadline. */
const LATENCY_BUCKETS = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];

export interface MetricSpec<L extends string> {
  /** Full name, `stars_…`, with its unit as suffix (`_seconds`, `_total`). */
  name: string;
  help: string;
  labels?: readonly L[];
}

/** A histogram whose buckets name the trace of the last observation, if it is traced. */
export interface TracedHistogram<L extends string> {
  observe(labels: LabelValues<L>, value: number): void;
}

const NO_EXEMPLAR = Object.freeze({});
/** For longer, a scrape waits for no look: its series then say what the look before found. */
const LOOK_MS = 2000;

/**
 * Prometheus metrics of one process. A second request for a name gives the same metric, so that several services of one process can share a registry.
 */
export class Metrics {
  readonly contentType: string;
  #exposing: Promise<string> | undefined;
  readonly #looks = new Set<() => Promise<void>>();
  /** What each thread had counted when it was last asked. */
  readonly #threads = new Map<() => Promise<ThreadMetrics>, ThreadMetrics>();

  constructor(readonly registry: Registry<RegistryContentType>) {
    this.contentType = registry.contentType;
  }

  counter<L extends string>(spec: MetricSpec<L>): Counter<L> {
    return this.#once(spec.name, Counter<L>, () => new Counter<L>(this.#configuration(spec)));
  }

  gauge<L extends string>(spec: MetricSpec<L>): Gauge<L> {
    return this.#once(spec.name, Gauge<L>, () => new Gauge<L>(this.#configuration(spec)));
  }

  histogram<L extends string>(spec: MetricSpec<L> & { buckets?: readonly number[] }): Histogram<L> {
    const { buckets = LATENCY_BUCKETS } = spec;
    const make = () => new Histogram<L>({ ...this.#configuration(spec), buckets: [...buckets] });
    return this.#once(spec.name, Histogram<L>, make);
  }

  /** The same with exemplars, which only a process that traces has. */
  tracedHistogram<L extends string>(spec: MetricSpec<L> & { buckets?: readonly number[] }): TracedHistogram<L> {
    if (this.contentType !== Registry.OPENMETRICS_CONTENT_TYPE) return this.histogram(spec);
    const { buckets = LATENCY_BUCKETS } = spec;
    const make = () => new Histogram<L>({ ...this.#configuration(spec), buckets: [...buckets], enableExemplars: true });
    const histogram = this.#once(spec.name, Histogram<L>, make);
    return {
      observe(labels, value) {
        const span = currentSpan();
        const exemplarLabels = span ? { trace_id: span.traceId, span_id: span.spanId } : NO_EXEMPLAR;
        histogram.observe({ labels, value, exemplarLabels });
      },
    };
  }

  /**
   * Looks at something before each scrape, such as at a server, so that its gauges are as of that moment. A look that fails or takes
   * longer than two seconds keeps no scrape waiting. Returns what ends that.
   */
  beforeExposing(look: () => Promise<void>): () => void {
    this.#looks.add(look);
    return () => this.#looks.delete(look);
  }

  /**
   * Adds what another thread counts to each scrape; one that gives no answer in time adds what it had counted before. Returns what
   * ends that.
   */
  addThread(ask: () => Promise<ThreadMetrics>): () => void {
    this.#threads.set(ask, []);
    const end = this.beforeExposing(() => this.#ask(ask));
    return () => {
      end();
      this.#threads.delete(ask);
    };
  }

  /** What this process and its threads have counted, without the looks of a scrape. */
  async read(): Promise<ThreadMetrics> {
    const asked = Promise.allSettled(Array.from(this.#threads.keys(), (ask) => this.#ask(ask)));
    await withinMs(asked, LOOK_MS, () => new Error('late')).catch(() => undefined);
    return metricsWithCounts(this.registry, [...this.#threads.values()]);
  }

  /** The text that Prometheus scrapes. Those who ask at the same time get the same. */
  expose(): Promise<string> {
    this.#exposing ??= this.#expose().finally(() => {
      this.#exposing = undefined;
    });
    return this.#exposing;
  }

  async #ask(thread: () => Promise<ThreadMetrics>): Promise<void> {
    const counted = await thread();
    // It may have ended meanwhile.
    if (this.#threads.has(thread)) this.#threads.set(thread, counted);
  }

  async #expose(): Promise<string> {
    const looks = Promise.allSettled(Array.from(this.#looks, (look) => look()));
    await withinMs(looks, LOOK_MS, () => new Error('late')).catch(() => undefined);
    if (this.#threads.size === 0) return this.registry.metrics();
    return textWithCounts(this.registry, [...this.#threads.values()]);
  }

  #configuration<L extends string>(spec: MetricSpec<L>) {
    return { name: spec.name, help: spec.help, labelNames: [...(spec.labels ?? [])], registers: [this.registry] };
  }

  #once<M>(name: string, kind: abstract new (...args: never[]) => M, make: () => M): M {
    const known: unknown = this.registry.getSingleMetric(name);
    if (known === undefined) return make();
    if (!(known instanceof kind)) throw new TypeError(`metric ${name} exists already as another kind`);
    return known;
  }
}

/**
 * A registry whose series all have the label `service`, with Node's process metrics. In a process that traces, its format is
 * OpenMetrics, which has exemplars.
 */
export function createMetrics(service: string, options: { processMetrics?: boolean } = {}): Metrics {
  const registry = new Registry<RegistryContentType>();
  if (isTracing()) registry.setContentType(Registry.OPENMETRICS_CONTENT_TYPE);
  registry.setDefaultLabels({ service });
  if (options.processMetrics ?? true) collectDefaultMetrics({ register: registry });
  return new Metrics(registry);
}
