import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { StarsError } from '@stars/errors';
import { WORKSPACE } from '../workspace.js';

/**
 * Runs a script of `bench/` in its own process and reads the JSON that it prints. Its progress goes to standard error.
 * @param parameters `--name=value` as the script takes them
 * Errors: `STARS_UNAVAILABLE` if that fails.
 */
export async function runBenchScript<T>(
  script: string,
  parameters: readonly string[],
  signal: AbortSignal,
): Promise<T> {
  const flags = ['--disable-warning=ExperimentalWarning', '--expose-gc'];
  const child = spawn(process.execPath, [...flags, join(WORKSPACE, 'bench', script), '--json', ...parameters], {
    cwd: WORKSPACE,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const stop = (): boolean => child.kill('SIGTERM');
  signal.addEventListener('abort', stop, { once: true });
  let output = '';
  child.stdout.on('data', (chunk: Buffer) => {
    output += chunk.toString();
  });
  const [status] = (await once(child, 'close')) as [number | null];
  signal.removeEventListener('abort', stop);
  signal.throwIfAborted();
  if (status !== 0) throw new StarsError('STARS_UNAVAILABLE', `${script} cannot measure (status ${status})`);
  return JSON.parse(output) as T;
}

/** The options that were given, in the form that a script takes. */
export function scriptParameters(options: Readonly<Record<string, unknown>>, names: readonly string[]): string[] {
  const given = names.filter((name) => options[name] !== undefined);
  return given.map((name) => `--${dashed(name)}=${String(options[name])}`);
}

const dashed = (name: string): string => name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
