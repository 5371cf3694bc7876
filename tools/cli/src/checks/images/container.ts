import { type ChildProcess, spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { WORKSPACE } from '../../workspace.js';

export const NAMESPACES = ['--user', '--map-root-user', '--mount', '--pid', '--fork', '--kill-child'];
const SANDBOX = join(WORKSPACE, 'tools/cli/src/checks/images/sandbox.sh');

export interface Mount {
  folder: string;
  at: string;
  writable?: boolean;
}

export interface Container {
  /** An empty folder, for the mount of the root. */
  root: string;
  mounts: Mount[];
  /** `uid:gid` of the process. */
  user: string;
  workdir: string;
  env: Record<string, string>;
  /** Folders of programs, beside Node's. */
  path?: string;
}

/** Starts a program on a read-only root that has this machine's system, this Node, and the mounts. */
export function startContainer(container: Container, program: readonly string[]): ChildProcess {
  const { root, user, workdir, path } = container;
  const node: Mount = { folder: dirname(dirname(process.execPath)), at: '/node' };
  const mounts = [node, ...container.mounts].flatMap(({ folder, at, writable }) => [
    folder,
    at,
    writable ? 'rw' : 'ro',
  ]);
  const env = { PATH: ['/node/bin', path].filter(Boolean).join(':'), ...container.env };
  const settings = Object.entries(env).map(([name, value]) => `${name}=${value}`);
  const inside = ['/usr/bin/env', '-i', ...settings, ...program];
  return spawn('unshare', [...NAMESPACES, SANDBOX, root, ...user.split(':'), workdir, ...mounts, '--', ...inside], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
}

/** Sends a signal as a container engine does: to the first process, for which the kernel has no default but SIGKILL. */
export function signalContainer({ pid }: ChildProcess, signal: NodeJS.Signals): void {
  const [first] = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').split(' ');
  process.kill(Number(first), signal);
}

/** Waits for the end. What it printed, both streams in their order. */
export async function endOf(child: ChildProcess): Promise<{ status: number | null; output: string }> {
  let output = '';
  for (const stream of [child.stdout!, child.stderr!])
    stream.on('data', (chunk: Buffer) => (output += chunk.toString()));
  const status = await new Promise<number | null>((resolve) => child.once('close', resolve));
  return { status, output };
}
