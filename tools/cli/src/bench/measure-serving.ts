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

/** What the load generator measured. `codes` are those of gRPC or HTTP; -1: a broken call. */
export interface Calls extends CallTimes {
  sent: number;
  ok: number;
  codes: Record<string, number>;
  overDeadline: number;
  seconds: number;
  perSecond: number;
  /** Mean size of an answer. */
  bytes: number;
}

/** Open loop: requests go out at a fixed rate, and times count from when a request was due. */
export interface OpenCalls extends Calls {
  rate: number;
  /** How late requests went out. */
  late: CallTimes;
  stages: Record<string, { calls: number; ms: number }>;
  /** CPU of the whole server for one request. */
  cpuMs: number;
  /** Full garbage collections in the thread that answers. */
  collections: number;
}

/** Interleaved runs of two servers with the same clients. `ratio` is the median of the ratios of the runs. */
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
  /** Counts by name of the gRPC status. */
  codes: Record<string, number>;
}

export interface SearchRow {
  /** Share of the items that pass the filter. */
  share: number;
  k: number;
  recall: number;
  /** Times of both queries of a request, ms. */
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
  /** The first rate, measured by ghz. Absent if there is no ghz. */
  ghz?: GhzCalls;
  compared?: Compared[];
  memory?: { atStart: MemoryUse; atEnd: MemoryUse };
  answerBytes?: { grpc: number; http: number };
  /** Size of the file of the embedded stack. */
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
  /** `late`: how late calls went out. */
  calls: Calls & { late: CallTimes };
  faults: number;
  /** Bytes after a garbage collection, and growth in bytes a second, once the process has settled. */
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
