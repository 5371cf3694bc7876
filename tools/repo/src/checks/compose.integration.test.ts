import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { WORKSPACE } from '@stars/cli/command-line';
import { type ComposeService, composeClient, composeServices, installDebianPackage } from '@stars/servers';
import { beforeAll, describe, expect, it } from 'vitest';
import { runCommand } from '../run-command.js';
import { dockerfileTarget } from './testing/dockerfile-target.js';

const SERVERS = ['kafka', 'redis', 'elasticsearch', 'qdrant', 'seaweedfs'];
const PROFILES = ['archive', 'cli', 'object-storage'].flatMap((name) => ['--profile', name]);
const SERVICES = ['catalog', 'tagger', 'embedder', 'trainer', 'gateway'];
/** Started only with a profile. */
const OPTIONAL_SERVICES = ['archiver'];
const services = composeServices(join(WORKSPACE, 'docker-compose.yml'));
/** All but the commands, which run to their end. */
const each = Object.entries(services).filter(([name]) => name !== 'cli');
const ours = [...SERVICES, ...OPTIONAL_SERVICES].map((name): [string, ComposeService] => [name, services[name]!]);

describe('docker-compose.yml', () => {
  let client: string[];
  beforeAll(async () => {
    if (!(await composeClient())) await installDebianPackage('docker-compose');
    client = (await composeClient())!;
  });

  it('is valid for the compose client', async () => {
    const [program, ...first] = client;
    const { status, output } = await runCommand(program!, [...first, ...PROFILES, 'config', '--services'], {
      cwd: WORKSPACE,
    });
    expect(status, output).toBe(0);
    expect(output.trim().split('\n').sort()).toEqual([...SERVERS, ...SERVICES, ...OPTIONAL_SERVICES, 'cli'].sort());
  });

  it.each(each)('%s has a pinned version and a health check', (_, { image, healthcheck }) => {
    expect(image).toMatch(/:v?\d+(\.\d+){1,2}(-\w+)?$/);
    expect(healthcheck?.test.length).toBeGreaterThan(1);
  });

  it.each(each)('%s is reachable from this machine only', (_, { ports = [] }) => {
    for (const port of ports) expect(port).toMatch(/^127\.0\.0\.1:/);
  });

  it.each(ours)('%s runs a program that is built, and is asked on its own port', (name, { healthcheck }) => {
    expect(dockerfileTarget(services[name]!.build!.target).command).toEqual([`services/${name}/dist/main.js`]);
    const source = sourcesOf(`services/${name}/src`);
    expect(source).toContain('runService(');
    const port = healthcheck!.test.at(-1)!;
    expect(source.replaceAll('_', '')).toMatch(new RegExp(`(?:default|operationsPort)\\(${port}\\)`));
  });

  it.each([...SERVICES, ...OPTIONAL_SERVICES, 'cli'])(
    '%s is built from its target, and has a read-only root',
    (name) => {
      expect(services[name]).toMatchObject({ image: `stars-${name}:0.1.0`, build: { target: name }, read_only: true });
    },
  );

  it.each(ours)('%s gets only variables that it reads', (name, { environment = {} }) => {
    const sources =
      sourcesOf(`services/${name}/src`) +
      sourcesOf('libs/stores/{archive,stack}/src') +
      sourcesOf('libs/engine/text/src');
    const unread = Object.keys(environment).filter((variable) => !sources.includes(`${variable}:`));
    expect(unread).toEqual([]);
    expect(environment).toMatchObject({ STARS_STACK: 'servers', STARS_KAFKA_BROKERS: 'kafka:29092' });
  });

  it.each(ours)('%s waits for healthy servers', (_, { depends_on = {} }) => {
    expect(Object.keys(depends_on)).toContain('kafka');
    for (const { condition } of Object.values(depends_on)) expect(condition).toBe('service_healthy');
  });

  it('runs the versions that the tests run against', () => {
    const pom = (server: string) =>
      readFileSync(join(WORKSPACE, `libs/testing/servers/native/${server}/pom.xml`), 'utf8');
    for (const server of ['kafka', 'elasticsearch']) {
      expect(pom(server)).toContain(`<version>${services[server]!.image.split(':').at(-1)}</version>`);
    }
    const client = JSON.parse(readFileSync(join(WORKSPACE, 'libs/stores/vector-index/package.json'), 'utf8')) as {
      dependencies: Record<string, string>;
    };
    const weed = readFileSync(join(WORKSPACE, 'libs/testing/servers/src/seaweedfs.ts'), 'utf8');
    expect(weed).toContain(`VERSION = '${services['seaweedfs']!.image.split(':').at(-1)}'`);
    const [major, minor] = client.dependencies['@qdrant/js-client-rest']!.split('.');
    expect(services['qdrant']!.image).toContain(`:v${major}.${minor}.`);
  });
});

function sourcesOf(folder: string): string {
  const paths = globSync(`${folder}/**/*.ts`, { cwd: WORKSPACE });
  return paths.map((path) => readFileSync(join(WORKSPACE, path), 'utf8')).join('\n');
}
