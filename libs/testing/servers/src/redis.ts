import { symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { StarsError } from '@stars/errors';
import { cached } from './cache.js';
import { installDebianPackage } from './debian-package.js';
import { findProgram } from './find-program.js';
import { freePort } from './free-port.js';
import { answers } from './probes.js';
import type { RunningServer, ServerOptions } from './running-server.js';
import { ServerProcess, serverFolder } from './server-process.js';

export interface RedisOptions extends ServerOptions {
  /** Further arguments of `redis-server`, such as `['--maxmemory', '100mb']`. */
  args?: readonly string[];
}

/**
 * Debian's `redis-tools` has the whole server in it, under the name of a checking tool: one program that is what it
 * is called. The package named `redis-server` would add a service that starts by itself.
 */
async function redisProgram(onStep?: (label: string) => void): Promise<string> {
  const found = findProgram('redis-server');
  if (found) return found;
  if (!findProgram('redis-check-rdb')) {
    onStep?.('Redis (redis-tools by apt)');
    await installDebianPackage('redis-tools');
  }
  const tool = findProgram('redis-check-rdb');
  if (!tool) throw new StarsError('STARS_UNAVAILABLE', 'redis-server is missing; install Redis 7 or newer');
  const folder = await cached('redis', async (part) => symlinkSync(tool, join(part, 'redis-server')));
  return join(folder, 'redis-server');
}

/**
 * One Redis on 127.0.0.1. Every write is on disk within a second, so that a restart has the data; `args` may change it.
 * Errors: `STARS_UNAVAILABLE` where it cannot be installed or does not start, `STARS_PORT_IN_USE`.
 */
export async function startRedis(options: RedisOptions = {}): Promise<RunningServer> {
  const program = await redisProgram(options.onStep);
  options.onStep?.('Redis starts');
  const place = serverFolder('redis', options);
  const port = options.port || (await freePort());
  const url = `redis://127.0.0.1:${port}`;
  return ServerProcess.start(
    {
      name: 'redis',
      url,
      port,
      program,
      parameters: [
        ...['--bind', '127.0.0.1', '--port', String(port), '--dir', place.folder],
        ...['--save', '', '--appendonly', 'yes', ...(options.args ?? [])],
      ],
      isReady: () => answers('redis', url),
    },
    options,
    place,
  );
}
