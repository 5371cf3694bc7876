import { setTimeout as sleep } from 'node:timers/promises';
import { freePort, type RunningServer, startRedis } from '@stars/servers';
import { askServers } from './redis-place.js';

const SLOTS = 16_384;
const PATIENCE_MS = 60_000;

export interface RedisCluster {
  /** Of one of its servers. */
  url: string;
  servers: RunningServer[];
  stop(): Promise<void>;
}

/** Three masters on this machine that share all slots. */
export async function startRedisCluster(): Promise<RedisCluster> {
  const busPorts = [await freePort(), await freePort(), await freePort()];
  const settings = [
    ...['--cluster-enabled', 'yes', '--cluster-node-timeout', '5000', '--appendfsync', 'always'],
    // Users of the other servers are served while one is away.
    ...['--cluster-require-full-coverage', 'no'],
  ];
  const servers = await Promise.all(
    busPorts.map((port) => startRedis({ args: [...settings, '--cluster-port', String(port)] })),
  );
  const stop = async (): Promise<void> => {
    await Promise.all(servers.map((server) => server.stop()));
  };
  try {
    for (const [i, { url }] of servers.entries()) {
      const from = Math.floor((i * SLOTS) / servers.length);
      const until = Math.floor(((i + 1) * SLOTS) / servers.length);
      await askServers({ url }, 'CLUSTER', 'ADDSLOTSRANGE', String(from), String(until - 1));
      const first = new URL(servers[0]!.url);
      await askServers({ url }, 'CLUSTER', 'MEET', first.hostname, first.port, String(busPorts[0]));
    }
    for (const { url } of servers) await untilWhole(url);
  } catch (error) {
    await stop();
    throw error;
  }
  return { url: servers[0]!.url, servers, stop };
}

async function untilWhole(url: string): Promise<void> {
  const deadline = performance.now() + PATIENCE_MS;
  for (;;) {
    const [info] = await askServers({ url }, 'CLUSTER', 'INFO');
    const said = String(info);
    if (said.includes('cluster_state:ok') && said.includes('cluster_known_nodes:3')) return;
    if (performance.now() > deadline) throw new Error(`the cluster did not come together: ${said}`);
    await sleep(100);
  }
}
