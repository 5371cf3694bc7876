import { spawn } from 'node:child_process';
import { once } from 'node:events';

export interface NodeRun {
  signal: AbortSignal;
  /** Whether standard output is returned. Otherwise it is passed on, as standard error is in any case. */
  captured: boolean;
  cwd?: string;
  env?: NodeJS.ProcessEnv;
}

/** Runs Node in its own process, which gets SIGTERM if the signal aborts. `status` is null if a signal ended it. */
export async function runNode(
  parameters: readonly string[],
  { signal, captured, ...where }: NodeRun,
): Promise<{ status: number | null; output: string }> {
  const stdio = ['ignore', captured ? 'pipe' : 'inherit', 'inherit'] as const;
  const child = spawn(process.execPath, parameters, { ...where, stdio: [...stdio] });
  const stop = (): boolean => child.kill('SIGTERM');
  signal.addEventListener('abort', stop, { once: true });
  try {
    const output: Buffer[] = [];
    child.stdout?.on('data', (chunk: Buffer) => output.push(chunk));
    const [status] = (await once(child, 'close')) as [number | null];
    signal.throwIfAborted();
    return { status, output: Buffer.concat(output).toString() };
  } finally {
    signal.removeEventListener('abort', stop);
  }
}
