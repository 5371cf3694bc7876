// @module-tag long

import { spawnSync } from 'node:child_process';
import { copyFileSync, globSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { cacheFolder, WORKSPACE } from '@stars/cli/command-line';
import { type ServiceName, ServiceProcess } from '@stars/cli/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { dockerfileTarget } from './testing/dockerfile-target.js';

const SERVICES: ServiceName[] = ['gateway', 'catalog', 'tagger', 'embedder', 'archiver', 'trainer'];
const IMAGES = [...SERVICES, 'cli', 'trainer-gpu'];
/** Where a model is trained. */
const WITH_TENSORFLOW = ['trainer', 'cli'];
const ENCODES = "(await import('@stars/inference')).innerProducts(Float32Array.of(2), Float32Array.of(3), 1)";
/** Beside the 200 MB of Debian and Node; the goal of the image is 400 MB. */
const MOST_OF_GATEWAY = 200;
/** A package that npm 11.6 prunes, though it had listed it: another package may use it. */
const PRUNED = 'node_modules/encoding';

/** Outside the workspace: Node looks for packages in all folders above. */
const work = mkdtempSync(join(tmpdir(), 'stars-image-trees-'));
const [copy, trees] = [join(work, 'copy'), join(work, 'trees')];
const rootOf = (image: string): string => join(work, 'images', image);

function run(program: string, parameters: readonly string[], env: NodeJS.ProcessEnv = {}): string {
  const { status, stdout, stderr } = spawnSync(program, parameters, { cwd: copy, env: { ...process.env, ...env } });
  expect(status, stderr.toString()).toBe(0);
  return stdout.toString();
}

/** npm as it was in 11.6. */
function oldNpm(): string {
  const npm = run('sh', ['-c', 'command -v npm']).trim();
  mkdirSync(join(work, 'bin'));
  writeFileSync(join(work, 'bin/npm'), `#!/bin/sh\n"${npm}" "$@" && if [ "$1" = prune ]; then rm -r ${PRUNED}; fi\n`, {
    mode: 0o755,
  });
  return `${join(work, 'bin')}:${process.env['PATH']}`;
}

afterAll(() => rmSync(work, { recursive: true, force: true }));

describe('what images are made of', () => {
  beforeAll(() => {
    mkdirSync(copy);
    const parts = ['node_modules', 'libs', 'services', 'tools', 'lab', 'proto', 'deploy'];
    const from = parts.map((part) => join(WORKSPACE, part));
    // Links, where it is one file system.
    if (spawnSync('cp', ['-al', ...from, copy]).status !== 0) run('cp', ['-a', ...from, copy]);
    // npm writes into these.
    for (const file of ['package.json', 'package-lock.json', 'node_modules/.package-lock.json']) {
      rmSync(join(copy, file), { force: true });
      copyFileSync(join(WORKSPACE, file), join(copy, file));
    }
    run('node', ['deploy/docker/make-trees.mjs', trees], { PATH: oldNpm(), STARS_CACHE: cacheFolder() });
    for (const image of IMAGES) {
      mkdirSync(rootOf(image), { recursive: true });
      for (const tree of dockerfileTarget(image).trees) run('cp', ['-al', `${join(trees, tree)}/.`, rootOf(image)]);
    }
  }, 900_000);

  it.each(IMAGES)('%s has what its SBOM lists, and neither npm, a compiler nor a test', (image) => {
    const { components } = JSON.parse(readFileSync(join(rootOf(image), 'sbom.cdx.json'), 'utf8')) as {
      components: { properties: { name: string; value: string }[] }[];
    };
    const paths = components.map(({ properties }) => properties.find(({ name }) => name.endsWith(':path'))!.value);
    const there = globSync('node_modules/{@*/*,[!@.]*}', { cwd: rootOf(image) });
    expect(there.sort()).toEqual(paths.filter((path) => /^node_modules\/(@[^/]+\/)?[^/]+$/.test(path)).sort());
    expect(there.length).toBeGreaterThan(50);
    for (const absent of ['npm', 'node-gyp', 'typescript', 'vitest', '@stars/servers'])
      expect(there).not.toContain(`node_modules/${absent}`);
    const has = (name: string): boolean => there.includes(`node_modules/@tensorflow/${name}`);
    expect(has('tfjs-node')).toBe(WITH_TENSORFLOW.includes(image));
    expect(has('tfjs-node-gpu')).toBe(image === 'trainer-gpu');
    expect(run('find', [rootOf(image), '!', '-type', 'l', '!', '-perm', '-o=r'])).toBe('');
  });

  it(`gateway has at most ${MOST_OF_GATEWAY} MB`, () => {
    expect(Number.parseInt(run('du', ['-sm', rootOf('gateway')]), 10)).toBeLessThanOrEqual(MOST_OF_GATEWAY);
  });

  it.each(SERVICES)('%s gets ready with that alone, and ends well', async (name) => {
    const service = ServiceProcess.start(
      name,
      {
        ...{ STARS_DATA: join(work, 'data'), STARS_CACHE: join(rootOf(name), 'cache'), STARS_STACK: 'embedded' },
        // Without a schedule it would train once, and end.
        ...{ STARS_GATEWAY_OPERATIONS_PORT: '0', STARS_TRAIN_EVERY_HOURS: '24', STARS_ARCHIVE: join(work, 'archive') },
        STARS_FIRST_KEY_FILE: join(work, 'data/first-key'),
      },
      rootOf(name),
    );
    try {
      await expect.poll(async () => (await service.readiness()).status, { timeout: 60_000 }).toBe(200);
      expect(await service.stop(), service.output).toBe(0);
    } finally {
      service.child.kill('SIGKILL');
    }
  });

  it.each([
    ['gateway', ENCODES, '[ 6 ]'],
    ['embedder', ENCODES, '[ 6 ]'],
    ['trainer', "(await import('@stars/training')).startBackend().detail", 'with kernels of STARS'],
  ])('%s has its native code', (image, expression, what) => {
    const script = `console.log(${expression})`;
    const { stdout } = spawnSync('node', ['--input-type=module', '--eval', script], { cwd: rootOf(image) });
    expect(stdout.toString()).toContain(what);
  });
});
