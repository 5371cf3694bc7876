import { join, resolve } from 'node:path';
import { StarsError } from '@stars/errors';
import type { NativeServer, ServerStatus, StackServer } from '@stars/servers';
import { type Command, Option } from 'commander';
import { makeDataFolder } from '../data-folder.js';
import { EXIT } from '../exit-codes.js';
import { portNumber } from '../option-values.js';
import { Progress } from '../progress.js';
import { type Column, renderTable } from '../table.js';
import { addVerb, type CommonOptions, printResult } from '../verb.js';
import { WORKSPACE } from '../workspace.js';

interface UpOptions extends CommonOptions {
  provider: 'auto' | 'native' | 'docker';
  kafkaPort?: number;
  redisPort?: number;
  elasticsearchPort?: number;
}

/** The servers of the production stack on this machine: Kafka, Redis, Elasticsearch and, if available, Qdrant. */
export function addStack(program: Command): void {
  const stack = program.command('stack').description('start, stop or ask the servers of the production stack');
  addVerb(stack, 'up', 'start Kafka, Redis and Elasticsearch, and print their addresses for services')
    .addOption(
      new Option(
        '--provider <name>',
        'native: packages on this machine; docker: containers; auto: containers if Docker runs',
      )
        .choices(['auto', 'native', 'docker'])
        .default('auto'),
    )
    .option('--kafka-port <port>', 'port of Kafka (default: 19092)', portNumber)
    .option('--redis-port <port>', 'port of Redis (default: 16379)', portNumber)
    .option('--elasticsearch-port <port>', 'port of Elasticsearch (default: 19200)', portNumber)
    .action(up);
  addVerb(stack, 'down', 'stop the servers that `stack up` started; the data stays').action(down);
  addVerb(stack, 'status', 'ask each server whether it is up').action(status);
}

const folderOf = (options: CommonOptions): string => join(resolve(options.data), 'stack');

async function up(options: UpOptions): Promise<void> {
  makeDataFolder(options.data);
  const folder = folderOf(options);
  const progress = new Progress();
  try {
    const servers = await start(folder, options, progress);
    progress.finish();
    const { stackStatus } = await import('@stars/servers');
    const state = await stackStatus(folder, process.env['QDRANT_URL']);
    printResult(options, state, `${renderTable(COLUMNS, state)}\n\n${environmentOf(servers)}\n`);
    if (state.some((each) => each.state === 'down')) process.exitCode = EXIT.unavailable;
  } finally {
    progress.abandon();
  }
}

async function start(folder: string, options: UpOptions, progress: Progress): Promise<StackServer[]> {
  const { composeClient, dockerRuns, startDockerStack, startNativeStack } = await import('@stars/servers');
  const docker = options.provider !== 'native' && (await dockerRuns()) ? await composeClient() : undefined;
  if (docker) {
    progress.update({ label: 'Containers of docker-compose.yml' });
    return startDockerStack(docker, WORKSPACE, folder);
  }
  if (options.provider === 'docker') {
    throw new StarsError('STARS_UNAVAILABLE', 'no Docker engine with a compose client answers here');
  }
  const given: [NativeServer, number | undefined][] = [
    ['kafka', options.kafkaPort],
    ['redis', options.redisPort],
    ['elasticsearch', options.elasticsearchPort],
  ];
  const ports = Object.fromEntries(given.filter(([, port]) => port !== undefined));
  return startNativeStack({ folder, ports, onStep: (label) => progress.update({ label }) });
}

async function down(options: CommonOptions): Promise<void> {
  const folder = folderOf(options);
  const { composeClient, readStack, stopDockerStack, stopNativeStack } = await import('@stars/servers');
  const inDocker = readStack(folder).some(({ provider }) => provider === 'docker');
  const client = inDocker ? await composeClient() : undefined;
  const stopped = client ? await stopDockerStack(client, WORKSPACE, folder) : await stopNativeStack(folder);
  const names = stopped.map(({ name }) => name).join(', ');
  printResult(options, stopped, names === '' ? 'Nothing was running.\n' : `Stopped: ${names}\n`);
}

async function status(options: CommonOptions): Promise<void> {
  const { stackStatus } = await import('@stars/servers');
  const state = await stackStatus(folderOf(options), process.env['QDRANT_URL']);
  printResult(options, state, `${renderTable(COLUMNS, state)}\n`);
  const isUp = state.some((each) => each.state === 'up') && state.every((each) => each.state !== 'down');
  if (!isUp) process.exitCode = EXIT.unavailable;
}

const COLUMNS: Column<ServerStatus>[] = [
  { title: 'server', value: ({ name }) => name },
  { title: 'state', value: ({ state }) => state },
  { title: 'by', value: ({ provider }) => provider ?? '' },
  {
    title: 'address',
    value: ({ name, url }) => url ?? (name === 'qdrant' ? 'set QDRANT_URL to a running one' : './stars stack up'),
  },
  { title: 'pid', value: ({ pid }) => pid ?? '' },
];

/** Variables to export so that `./stars` and the services use these servers. */
function environmentOf(servers: readonly StackServer[]): string {
  const urlOf = (name: string): string | undefined => servers.find((server) => server.name === name)?.url;
  const qdrant = urlOf('qdrant') ?? process.env['QDRANT_URL'];
  const variables: [string, string | undefined][] = [
    ['STARS_STACK', 'servers'],
    ['STARS_KAFKA_BROKERS', urlOf('kafka')],
    ['STARS_REDIS_URL', urlOf('redis')],
    ['STARS_ELASTICSEARCH_URL', urlOf('elasticsearch')],
    qdrant ? ['STARS_QDRANT_URL', qdrant] : ['STARS_VECTOR_INDEX', 'embedded'],
  ];
  return variables.map(([name, value]) => `export ${name}=${value}`).join('\n');
}
