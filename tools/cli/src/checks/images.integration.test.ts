import { spawnSync } from 'node:child_process';
import { existsSync, globSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort } from '@stars/servers';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { cacheFolder } from '../complete-journey.js';
import { WORKSPACE } from '../workspace.js';
import { type Builder, buildStage, folderOf } from './images/build-images.js';
import { endOf, NAMESPACES, signalContainer, startContainer } from './images/container.js';
import { stagesOf } from './images/dockerfile.js';

/** `STARS_TEST_IMAGES_CACHE`: a folder of caches for this test only. An empty one makes it download and compile everything. */
const ownCaches = process.env['STARS_TEST_IMAGES_CACHE'];
const GPU = ownCaches ? ['trainer-gpu'] : [];
const SERVICES = ['gateway', 'catalog', 'tagger', 'embedder', 'archiver', 'trainer', ...GPU];
const IMAGES = [...SERVICES, 'cli'];
/** A cluster may run an image as a user that no image knows. */
const SOME_USER = '1000620000:0';
/** As in docker-compose.yml. */
const GRACE_MS = 40_000;

const mayRun = spawnSync('unshare', [...NAMESPACES, 'true']).status === 0;
const stages = stagesOf(readFileSync(join(WORKSPACE, 'deploy/docker/Dockerfile'), 'utf8'));
const work = mkdtempSync(join(tmpdir(), 'stars-images-'));
const npm = (setting: string): string => spawnSync('npm', ['config', 'get', setting]).stdout.toString().trim();
const builder: Builder = {
  stages,
  work,
  caches: {
    '/home/node/.npm': ownCaches ? join(ownCaches, 'npm') : npm('cache'),
    '/home/node/.cache/stars': ownCaches ? join(ownCaches, 'stars') : cacheFolder(),
  },
  env: { npm_config_registry: npm('registry'), npm_config_prefer_offline: 'true' },
};

afterAll(() => rmSync(work, { recursive: true, force: true }));

it.each(IMAGES)(
  'the image of %s has an exact base, a user that is not root, and a program that gets its signals',
  (name) => {
    const { user, entrypoint, command } = stages.get(name)!;
    expect(user).toBe('1000:0');
    expect([...entrypoint, ...command][0]).toBe('node');
    for (const { from } of stages.values()) {
      if (!stages.has(from)) expect(from).toMatch(/:\d+\.\d+\.\d+-\w+|@sha256:/);
    }
  },
);

if (!mayRun) console.warn('! SKIPPED: this kernel lets nobody make namespaces, so no image is built and run');

describe.skipIf(!mayRun)('images, built and run without Docker', () => {
  const data = join(work, 'data');
  const containerOf = (name: string, env: Record<string, string> = {}) => {
    const { workdir, env: own } = stages.get(name)!;
    const mounts = [
      { folder: join(folderOf(builder, name), workdir), at: workdir },
      { folder: data, at: '/data', writable: true },
    ];
    return { root: join(work, 'root'), mounts, user: SOME_USER, workdir, env: { ...own, ...env } };
  };
  const started = (name: string, env: Record<string, string>, ...more: string[]) => {
    const { entrypoint, command } = stages.get(name)!;
    return startContainer(containerOf(name, env), [...entrypoint, ...(more.length > 0 ? more : command)]);
  };
  const ran = (name: string, ...program: string[]) => endOf(startContainer(containerOf(name), program));

  beforeAll(async () => {
    mkdirSync(data);
    for (const folder of Object.values(builder.caches)) mkdirSync(folder, { recursive: true });
    for (const name of ['build', ...(ownCaches ? ['build-gpu'] : []), ...IMAGES])
      await buildStage(builder, stages.get(name)!);
  }, 1_800_000);

  it.each(IMAGES)('%s has what it needs, which its SBOM lists, and neither npm nor a compiler', (name) => {
    const folder = join(folderOf(builder, name), '/opt/stars');
    const { components } = JSON.parse(readFileSync(join(folder, 'sbom.cdx.json'), 'utf8')) as {
      components: { properties: { name: string; value: string }[] }[];
    };
    const paths = components.map(({ properties }) => properties.find(({ name }) => name.endsWith(':path'))!.value);
    const there = globSync('node_modules/{@*/*,[!@.]*}', { cwd: folder });
    expect(there.sort()).toEqual(paths.filter((path) => /^node_modules\/(@[^/]+\/)?[^/]+$/.test(path)).sort());
    expect(there.length).toBeGreaterThan(50);
    for (const absent of ['npm', 'node-gyp', 'typescript', 'vitest', '@stars/servers'])
      expect(there).not.toContain(`node_modules/${absent}`);
    const closed = spawnSync('find', [folder, '!', '-type', 'l', '!', '-perm', '-o=r']).stdout.toString();
    expect(closed).toBe('');
  });

  it.each(SERVICES)('%s gets ready on a read-only root, and ends well on SIGTERM', async (name) => {
    const port = `${await freePort()}`;
    const env: Record<string, string> = {
      [name === 'gateway' ? 'STARS_GATEWAY_HTTP_PORT' : `STARS_${name.split('-')[0]!.toUpperCase()}_PORT`]: port,
      ...(name === 'gateway' && { STARS_GATEWAY_GRPC_PORT: '0' }),
      // Without a schedule it would train once, and end.
      ...(name.startsWith('trainer') && { STARS_TRAIN_EVERY_HOURS: '24' }),
      ...(name === 'archiver' && { STARS_ARCHIVE: '/data/archive' }),
    };
    const child = started(name, env);
    const end = endOf(child);
    const early = end.then(({ output }) => expect.unreachable(`it ended before it was told to: ${output}`));
    early.catch(() => undefined);
    try {
      const isReady = async () => expect((await fetch(`http://127.0.0.1:${port}/readyz`)).status).toBe(200);
      await Promise.race([early, vi.waitFor(isReady, { timeout: 60_000, interval: 100 })]);
      expect(await ran(name, 'node', 'deploy/docker/ready.mjs', port)).toEqual({ status: 0, output: '' });
      signalContainer(child, 'SIGTERM');
      const since = performance.now();
      const { status, output } = await end;
      expect(status, output).toBe(0);
      expect(performance.now() - since).toBeLessThan(GRACE_MS);
      expect(output).toContain('shut down');
    } finally {
      child.kill('SIGKILL');
    }
  });

  it.each(['gateway', 'trainer'])('%s has TensorFlow with the kernels of STARS', async (name) => {
    const script = "console.log((await (await import('@stars/inference')).startBackend()).detail)";
    const { status, output } = await ran(name, 'node', '--input-type=module', '--eval', script);
    expect(status, output).toBe(0);
    expect(output).toContain('with kernels of STARS');
  });

  it.each(GPU)('%s loads TensorFlow for GPUs', async (name) => {
    const script = "console.log((await (await import('@stars/inference')).startBackend()).name)";
    const { status, output } = await endOf(
      startContainer(containerOf(name), ['node', '--input-type=module', '-e', script]),
    );
    expect(status, output).toBe(0);
    expect(output.trim().split('\n').at(-1)).toBe('gpu');
  });

  it('the commands see the key that the gateway made at its first start', async () => {
    expect(readdirSync(data)).toContain('first-key');
    const { status, output } = await endOf(started('cli', {}, 'keys', 'list'));
    expect(status, output).toBe(0);
    expect(output).toContain(readFileSync(join(data, 'first-key'), 'utf8').split('_')[1]);
    expect(existsSync(join(work, 'root', 'opt'))).toBe(false);
  });
});
