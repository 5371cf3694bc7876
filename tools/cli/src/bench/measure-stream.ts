import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { StarsError } from '@stars/errors';
import { WORKSPACE } from '../workspace.js';

/** Times from when an event was due, ms. */
export interface Times {
  count: number;
  p50: number;
  p95: number;
  p99: number;
  max: number;
}

interface Watched {
  /** Events that the embedder had still to handle. */
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
  /** To the stored vector of the event's user that has it; `untimed`: events that went to another embedder on their way. */
  vector: Times & { untimed: number };
  /** To the search that shows it. */
  catalogue: { sent: number; notFound: number; new?: Times; text?: Times; stock?: Times };
  /** Of the interactions; `growth` in events a second over the second half. */
  lag: Watched & { atEnd: number; growth: number };
  /** Users whose vectors were stored, and the CPU time of all services for each. */
  updates: number;
  cpuMsPerUpdate: number;
  cpuSeconds: { services: number; generator: number };
  /** Seconds that the sender needed beyond those that it had. */
  late: number;
  overload?: Watched & {
    interactions: number;
    sentInSeconds: number;
    lagWhenSent: number;
    caughtUpInSeconds: number;
  };
  checked: {
    events: number;
    /** Events that are not in their user's history. */
    lost: number;
    /** Of these, events that a history of 2,000 has no place for. */
    beyondLimit: number;
    users: number;
    /** Users whose stored vector is not that of their whole history. */
    wrongVectors: number;
    largestDifference: number;
  };
  machine: { cores: number; load: { before: number; after: number } };
}

/**
 * Runs the measurement in a process of its own, whose progress goes to standard error.
 * @param parameters `--name=value` as the script takes them
 * Errors: `STARS_UNAVAILABLE` where that fails.
 */
export async function measureStream(parameters: readonly string[], signal: AbortSignal): Promise<StreamReport> {
  const script = join(WORKSPACE, 'bench/stream/stream.mjs');
  const child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', script, '--json', ...parameters], {
    cwd: WORKSPACE,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const stop = (): boolean => child.kill('SIGTERM');
  signal.addEventListener('abort', stop, { once: true });
  let output = '';
  child.stdout.on('data', (chunk: Buffer) => {
    output += chunk.toString();
  });
  const [status] = (await once(child, 'close')) as [number | null];
  signal.removeEventListener('abort', stop);
  signal.throwIfAborted();
  if (status !== 0) throw new StarsError('STARS_UNAVAILABLE', `the stream cannot be measured (status ${status})`);
  return JSON.parse(output) as StreamReport;
}
