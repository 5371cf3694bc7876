import { readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import type { StackServer } from './stack-file.js';

const STOP_MS = 30_000;
const LOOK_MS = 100;

/**
 * Whether the server's process still runs. A pid is given to somebody else in time, so the command line must fit:
 * Java's names the folder; Redis writes its own, with the port.
 */
export function runs(server: StackServer, folder: string): boolean {
  if (server.pid === undefined) return false;
  try {
    process.kill(server.pid, 0);
    const line = readFileSync(`/proc/${server.pid}/cmdline`, 'utf8');
    return line.includes(folder) || line.includes(`:${new URL(`tcp://${server.url.replace(/^.*\/\//, '')}`).port}`);
  } catch (error) {
    // Without /proc the pid has to do.
    return (error as NodeJS.ErrnoException).syscall === 'open' && process.platform !== 'linux';
  }
}

/** Ends a process in good order, by force after half a minute. */
export async function end(server: StackServer, folder: string): Promise<void> {
  const deadline = performance.now() + STOP_MS;
  const { pid } = server;
  if (pid === undefined || !runs(server, folder)) return;
  process.kill(pid, 'SIGTERM');
  process.kill(pid, 'SIGCONT');
  while (runs(server, folder)) {
    if (performance.now() > deadline) process.kill(pid, 'SIGKILL');
    await sleep(LOOK_MS);
  }
}
