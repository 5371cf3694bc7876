export type SpanAttributes = Readonly<Record<string, string | number | boolean | undefined>>;

export interface SpanSpec {
  name: string;
  /** What the work is to its trace; absent: a part of the process. */
  kind?: 'server' | 'client' | 'producer' | 'consumer';
  /** Never ids of users, and no content. */
  attributes?: SpanAttributes;
  /** W3C `traceparent` of who asked for the work; one that cannot be read is none. */
  parent?: string | undefined;
  /** W3C `traceparent` of a span of another trace that has more about the same work. */
  link?: string;
}

/** A span that is recorded. */
export interface TraceSpan {
  readonly traceId: string;
  readonly spanId: string;
  /** W3C `traceparent` for what this span asks others to do. */
  readonly traceparent: string;
  set(attributes: SpanAttributes): void;
  /** A moment within the span. */
  event(name: string): void;
  /** Ends the span; with an error, it says its code but not its message, which may have data of users. */
  end(error?: unknown): void;
}

export interface Tracer {
  /** Undefined: the sampler chose not to record it. @param within the span that it is a part of */
  start(spec: SpanSpec, within?: TraceSpan): TraceSpan | undefined;
  /** Sends what was recorded. */
  close(): Promise<void>;
}
