import { runBenchScript } from './bench-script.js';

/** Times from when an event was due, ms. */
export interface Times {
  count: number;
  p50: number;
  p95: number;
  p99: number;
  max: number;
}

interface Watched {
  /** Events that the embedder had not handled yet. */
  most: number;
  /** Resident bytes of all services. */
  memoryAtStart: number;
  memoryPeak: number;
  memoryAtEnd: number;
  series: { seconds: number; value: number; bytes: number }[];
}

/** What `bench/stream/stream.mjs` prints. */
export interface StreamReport {
  stack: 'embedded' | 'servers';
  size: string;
  users: number;
  items: number;
  pastEvents: number;
  rate: number;
  catalogRate: number;
  seconds: number;
  embedders: number;
  /** Time until the stored vector of the event's user includes it. `untimed`: events that moved to another embedder. */
  vector: Times & { untimed: number };
  /** Time until a search shows the change. */
  catalogue: { sent: number; notFound: number; new?: Times; text?: Times; stock?: Times };
  /** Lag of the interactions; `growth` in events a second over the second half. */
  lag: Watched & { atEnd: number; growth: number };
  /** Users whose vectors were stored, and the CPU time of all services for each of them. */
  updates: number;
  cpuMsPerUpdate: number;
  cpuSeconds: { services: number; generator: number };
  /** Seconds that the sender needed beyond the planned ones. */
  late: number;
  overload?: Watched & {
    interactions: number;
    sentInSeconds: number;
    lagWhenSent: number;
    caughtUpInSeconds: number;
  };
  checked: {
    events: number;
    /** Events that are missing in their user's history. */
    lost: number;
    /** Of these, events beyond the 2,000 that a history keeps. */
    beyondLimit: number;
    users: number;
    /** Users whose stored vector is not that of their whole history. */
    wrongVectors: number;
    largestDifference: number;
  };
  machine: { cores: number; load: { before: number; after: number } };
}

/** Runs the measurement. Errors: those of `runBenchScript`. */
export const measureStream = (parameters: readonly string[], signal: AbortSignal): Promise<StreamReport> =>
  runBenchScript('stream/stream.mjs', parameters, signal);
