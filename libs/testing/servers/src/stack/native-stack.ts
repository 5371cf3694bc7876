import { join } from 'node:path';
import { startElasticsearch } from '../elasticsearch.js';
import { startKafka } from '../kafka.js';
import { startRedis } from '../redis.js';
import type { RunningServer, ServerOptions, StackServerName } from '../running-server.js';
import { end, runs } from './processes.js';
import { readStack, type StackServer, writeStack } from './stack-file.js';

export type NativeServer = Exclude<StackServerName, 'qdrant'>;

export const NATIVE_SERVERS: readonly NativeServer[] = ['kafka', 'redis', 'elasticsearch'];

/** Not the usual ones, so that a server that is there already is left alone. */
export const STACK_PORTS: Record<NativeServer, number> = { kafka: 19_092, redis: 16_379, elasticsearch: 19_200 };

const START: Record<NativeServer, (options: ServerOptions) => Promise<RunningServer>> = {
  kafka: startKafka,
  redis: startRedis,
  elasticsearch: startElasticsearch,
};

export interface NativeStackOptions {
  /** Where the servers keep their data, and what runs is noted. */
  folder: string;
  ports?: Partial<Record<NativeServer, number>>;
  onStep?: (label: string) => void;
}

/**
 * Starts what does not run yet, to outlive this process. What did start stays where another fails.
 * Errors: `STARS_UNAVAILABLE` where a server cannot be fetched or does not start.
 */
export async function startNativeStack(options: NativeStackOptions): Promise<StackServer[]> {
  const { folder, onStep } = options;
  const known = readStack(folder);
  const settled = await Promise.allSettled(
    NATIVE_SERVERS.map(async (name): Promise<StackServer> => {
      const before = known.find((server) => server.name === name);
      const dir = join(folder, name);
      if (before && runs(before, dir)) return before;
      const port = options.ports?.[name] ?? STACK_PORTS[name];
      const server = await START[name]({ port, dir, detached: true, ...(onStep ? { onStep } : {}) });
      return { name, provider: 'native', url: server.url, pid: server.pid };
    }),
  );
  const servers = settled.flatMap((each) => (each.status === 'fulfilled' ? [each.value] : []));
  writeStack(folder, servers);
  const failed = settled.find((each) => each.status === 'rejected');
  if (failed) throw failed.reason;
  return servers;
}

/** Stops what `startNativeStack` left running; the data stays. */
export async function stopNativeStack(folder: string): Promise<StackServer[]> {
  const native = readStack(folder).filter(({ provider }) => provider === 'native');
  await Promise.all(native.map((server) => end(server, join(folder, server.name))));
  if (native.length > 0) writeStack(folder, []);
  return native;
}
