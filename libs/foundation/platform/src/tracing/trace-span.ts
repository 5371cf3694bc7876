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
