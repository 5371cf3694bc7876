import { spawnSync } from 'node:child_process';
import { chmodSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort, runProgram } from '@stars/servers';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { buildImages, engineProblem, imageName } from './testing/images/engine.js';

const SERVICES = ['gateway', 'catalog', 'tagger', 'embedder', 'archiver', 'trainer'];
const IMAGES = [...SERVICES, 'cli'];
const TAG = 'test';
/** A cluster may run an image as a user that no image knows. */
const SOME_USER = '1000620000:0';
const MOST_OF_GATEWAY = 400;

const isLong = process.env['STARS_TEST_ALL'] !== undefined;
const problem = isLong ? engineProblem() : undefined;
if (problem) console.warn(`! SKIPPED: images are neither built nor started: ${problem}`);

describe.skipIf(!isLong || problem)('images, built by buildah and started by podman', () => {
  let data: string;
  // Without systemd, and where nobody may raise limits.
  const podman = (...parameters: string[]) => runProgram('podman', ['--cgroup-manager=cgroupfs', ...parameters]);
  const run = (env: Record<string, string>, ...options: string[]): Promise<string> => {
    const settings = Object.entries(env).flatMap(([setting, value]) => ['--env', `${setting}=${value}`]);
    const limits = ['nofile', 'nproc'].map((limit) => `--ulimit=${limit}=1024:1024`);
    const safe = ['--read-only', '--user', SOME_USER, '--cap-drop=all', '--network=host'];
    return podman('run', ...safe, ...limits, `--volume=${data}:/data`, ...settings, ...options);
  };

  beforeAll(async () => {
    data = mkdtempSync(join(tmpdir(), 'stars-images-'));
    // As the driver of a volume makes it for the group of a pod.
    chmodSync(data, 0o777);
    await buildImages(IMAGES, TAG);
  }, 7_200_000);
  afterAll(() => rmSync(data, { recursive: true, force: true }));

  it.each(IMAGES)('%s is not for root, and its program gets its signals', async (name) => {
    const { User, Entrypoint } = JSON.parse(
      await podman('image', 'inspect', '--format={{json .Config}}', imageName(name, TAG)),
    ) as { User: string; Entrypoint: string[] };
    expect([User, Entrypoint[0]]).toEqual(['1000:0', 'node']);
  });

  it('the images share layers, and the gateway has at most 400 MB', async () => {
    const layers = new Map<string, number>();
    const sizes = await Promise.all(
      IMAGES.map(async (name) => {
        const folder = (await podman('image', 'mount', imageName(name, TAG))).trim();
        const size = Number.parseInt(spawnSync('du', ['-sm', folder]).stdout.toString(), 10);
        const shown = await podman('image', 'inspect', '--format={{json .RootFS.Layers}}', imageName(name, TAG));
        const own = JSON.parse(shown) as string[];
        for (const layer of own) layers.set(layer, (layers.get(layer) ?? 0) + 1);
        return { name, size };
      }),
    );
    process.stderr.write(`${sizes.map(({ name, size }) => `  ${name}: ${size} MB`).join('\n')}\n`);
    // Debian and Node, the removal of npm, the packages of all.
    expect([...layers.values()].filter((count) => count === IMAGES.length).length).toBeGreaterThanOrEqual(3);
    expect(sizes[0]!.size).toBeLessThanOrEqual(MOST_OF_GATEWAY);
  });

  it.each(SERVICES)('%s gets ready on a read-only root, and ends well on SIGTERM', async (name) => {
    const port = String(await freePort());
    const env = {
      [name === 'gateway' ? 'STARS_GATEWAY_HTTP_PORT' : `STARS_${name.toUpperCase()}_PORT`]: port,
      ...(name === 'gateway' && { STARS_GATEWAY_GRPC_PORT: '0' }),
      // Without a schedule it would train once, and end.
      ...(name === 'trainer' && { STARS_TRAIN_EVERY_HOURS: '24' }),
      ...(name === 'archiver' && { STARS_ARCHIVE: '/data/archive' }),
    };
    const id = (await run(env, '--detach', imageName(name, TAG))).trim();
    try {
      const isReady = async () => expect((await fetch(`http://127.0.0.1:${port}/readyz`)).status).toBe(200);
      await vi.waitFor(isReady, { timeout: 120_000, interval: 200 });
      await podman('exec', id, 'node', 'deploy/docker/ready.mjs', port);
      await podman('stop', '--time=40', id);
      expect((await podman('inspect', '--format={{.State.ExitCode}}', id)).trim()).toBe('0');
    } finally {
      await podman('rm', '--force', id);
    }
  });

  it('the commands see the key that the gateway made at its first start', async () => {
    const listed = await run({}, '--rm', imageName('cli', TAG), 'keys', 'list');
    expect(listed).toContain(readFileSync(join(data, 'first-key'), 'utf8').split('_')[1]);
  });
});
