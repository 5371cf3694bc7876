import { runBenchScript } from './bench-script.js';

/** Times of many calls, ms. */
export interface CallTimes {
  count: number;
  p50: number;
  p90: number;
  p99: number;
  p999: number;
  max: number;
}

/** What the load generator saw; `codes` are gRPC's or HTTP's, -1 for a call that broke. */
export interface Calls extends CallTimes {
  sent: number;
  ok: number;
  codes: Record<string, number>;
  overDeadline: number;
  seconds: number;
  perSecond: number;
  /** Of an answer, on average. */
  bytes: number;
}

/** At a rate that does not wait: times count from when a request was due. */
export interface OpenCalls extends Calls {
  rate: number;
  /** How long after they were due requests went out. */
  late: CallTimes;
  stages: Record<string, { calls: number; ms: number }>;
  /** Of the whole server, for a request. */
  cpuMs: number;
  /** Full collections of garbage in the thread that answers. */
  collections: number;
}

/** Two servers in turns with the same clients; `ratio` is the median of those of each turn. */
export interface Compared {
  name: string;
  ours: Calls;
  bare: Calls;
  ratio: number;
  ratios: number[];
}

/** Times count from when ghz sent a request, ms. */
export interface GhzCalls extends Omit<CallTimes, 'p999'> {
  rate: number;
  perSecond: number;
  /** By gRPC's names. */
  codes: Record<string, number>;
}

export interface SearchRow {
  /** Of the items, that pass the filter. */
  share: number;
  k: number;
  recall: number;
  /** Of both queries of a request, ms. */
  p50: number;
  p99: number;
  exactP50: number;
}

export interface MemoryUse {
  rss: number;
  heapUsed: number;
  external: number;
}

/** What `bench/serving/serve.mjs` prints. */
export interface ServingReport {
  stack: 'embedded' | 'servers';
  items: number;
  users: number;
  width: number;
  seconds: number;
  search?: { rows: SearchRow[]; bytesAnItem: number };
  opened?: OpenCalls[];
  /** At the first rate, by ghz; absent where there is none. */
  ghz?: GhzCalls;
  compared?: Compared[];
  memory?: { atStart: MemoryUse; atEnd: MemoryUse };
  answerBytes?: { grpc: number; http: number };
  /** Of the one file of the embedded stack. */
  databaseBytes?: number;
  machine: { cores: number; load: number };
}

/** What `bench/serving/mixed.mjs` prints. */
export interface MixedReport {
  items: number;
  users: number;
  seconds: number;
  rate: number;
  deadlineMs: number;
  /** `late`: how long after they were due calls went out. */
  calls: Calls & { late: CallTimes };
  faults: number;
  /** Bytes after a collection of garbage, and bytes a second, once the process has settled. */
  memory: {
    heapAtStart: number;
    heapAtEnd: number;
    heapGrowth: number;
    rssPeak: number;
    rssAtEnd: number;
    rssGrowth: number;
  };
  machine: { cores: number; load: number };
}

/** Errors: those of `runBenchScript`. */
export const measureServing = (parameters: readonly string[], signal: AbortSignal): Promise<ServingReport> =>
  runBenchScript('serving/serve.mjs', parameters, signal);

/** Errors: those of `runBenchScript`. */
export const measureMixed = (parameters: readonly string[], signal: AbortSignal): Promise<MixedReport> =>
  runBenchScript('serving/mixed.mjs', parameters, signal);
