import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { WORKSPACE } from '@stars/cli/command-line';
import { runProgram } from '@stars/servers';

const DOCKERFILE = 'deploy/docker/Dockerfile';
/** From empty caches, on busy cores. */
const BUILD_MS = 3_600_000;

export const imageName = (target: string, tag: string): string => `localhost/stars-${target}:${tag}`;

/** What is missing to build and start images here, in words. */
export function engineProblem(): string | undefined {
  const missing = ['buildah', 'podman', 'runc'].filter((program) => spawnSync(program, ['--version']).status !== 0);
  if (missing.length > 0) return `no ${missing.join(' and ')} (apt-get install buildah podman runc mmdebstrap)`;
  return process.getuid?.() === 0 ? undefined : 'it needs root';
}

/**
 * Builds targets of the Dockerfile of a workspace. Where its base images cannot be pulled, stand-ins of the same names are made.
 * @param tag Of the images.
 */
export async function buildImages(targets: readonly string[], tag: string, workspace = WORKSPACE): Promise<void> {
  await ensureBases();
  for (const target of targets) {
    const options = ['--layers', '--isolation', 'chroot', '--target', target, '--tag', imageName(target, tag)];
    await runProgram('buildah', ['bud', ...options, '-f', DOCKERFILE, '.'], { cwd: workspace, timeoutMs: BUILD_MS });
  }
}

async function ensureBases(): Promise<void> {
  const dockerfile = readFileSync(join(WORKSPACE, DOCKERFILE), 'utf8');
  const bases = new Set(dockerfile.match(/(?<=^FROM )node:\S+/gm));
  const [missing] = [...bases].filter((name) => !isThere(name) && spawnSync('podman', ['pull', name]).status !== 0);
  if (missing === undefined) return;
  process.stderr.write(
    `  ${missing} cannot be pulled: stand-ins of Debian's and npm's packages take the place of the bases\n`,
  );
  const [, version] = /:([\d.]+)/.exec(missing)!;
  const standIns = join(WORKSPACE, 'tools/repo/src/checks/testing/images/stand-ins.sh');
  await runProgram(standIns, [version!], { timeoutMs: BUILD_MS });
}

const isThere = (name: string): boolean => spawnSync('podman', ['image', 'exists', name]).status === 0;
