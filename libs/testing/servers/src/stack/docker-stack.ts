import { join } from 'node:path';
import { findProgram } from '../find-program.js';
import { runProgram } from '../run-program.js';
import type { StackServerName } from '../running-server.js';
import { readStack, type StackServer, writeStack } from './stack-file.js';

/** Services of docker-compose.yml, each with the port that it publishes on 127.0.0.1. */
const COMPOSE_SERVERS: Record<StackServerName, string> = {
  kafka: '127.0.0.1:9092',
  redis: 'redis://127.0.0.1:6379',
  elasticsearch: 'http://127.0.0.1:9200',
  qdrant: 'http://127.0.0.1:6333',
};

/** Of a first pull of all images on a slow line. */
const PULL_MS = 30 * 60_000;

const succeeds = (program: string, parameters: readonly string[]): Promise<boolean> =>
  runProgram(program, parameters, { timeoutMs: 10_000 }).then(
    () => true,
    () => false,
  );

/** The compose client of this machine, as a command line: Docker's plug-in, or the program of that name. */
export async function composeClient(): Promise<string[] | undefined> {
  if (findProgram('docker') && (await succeeds('docker', ['compose', 'version']))) return ['docker', 'compose'];
  return findProgram('docker-compose') ? ['docker-compose'] : undefined;
}

/** Whether a Docker engine answers. */
export async function dockerRuns(): Promise<boolean> {
  return findProgram('docker') !== undefined && succeeds('docker', ['info']);
}

async function compose(client: readonly string[], root: string, parameters: readonly string[]): Promise<string> {
  const [program, ...first] = client;
  const file = join(root, 'docker-compose.yml');
  return runProgram(program!, [...first, '-f', file, ...parameters], { cwd: root, timeoutMs: PULL_MS });
}

/** Starts the four servers of docker-compose.yml in `root`, and waits until they are healthy. Errors: `STARS_UNAVAILABLE`. */
export async function startDockerStack(
  client: readonly string[],
  root: string,
  folder: string,
): Promise<StackServer[]> {
  const names = Object.keys(COMPOSE_SERVERS) as StackServerName[];
  await compose(client, root, ['up', '-d', '--wait', ...names]);
  const servers = names.map((name): StackServer => ({ name, provider: 'docker', url: COMPOSE_SERVERS[name] }));
  writeStack(folder, servers);
  return servers;
}

/** Stops them; their volumes stay. */
export async function stopDockerStack(client: readonly string[], root: string, folder: string): Promise<StackServer[]> {
  const servers = readStack(folder).filter(({ provider }) => provider === 'docker');
  await compose(client, root, ['stop', ...servers.map(({ name }) => name)]);
  writeStack(folder, []);
  return servers;
}
