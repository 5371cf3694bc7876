import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { StarsError } from '@stars/errors';

/** The folder of the programs that run in Python. */
export const PYTHON = fileURLToPath(new URL('../../python/', import.meta.url));

/** Bytes of stderr that an error repeats. */
const SAID = 4000;

/** How far a program is with a part of its work. */
export interface PythonProgress {
  label: string;
  done: number;
  total: number;
}

/**
 * Runs a program to its end; each line of its stdout is its progress, as JSON. Errors: `STARS_INTERNAL` if it failed, with the end of
 * its stderr.
 */
export async function runPython(
  python: string,
  args: readonly string[],
  {
    onProgress,
    signal,
  }: { onProgress?: ((progress: PythonProgress) => void) | undefined; signal?: AbortSignal | undefined },
): Promise<void> {
  // LightGBM's threads wait for one another after each feature. By default they do so by spinning: beside another program that
  // needs the cores, a training took more than 30 times as long.
  const env = { ...process.env, OMP_WAIT_POLICY: 'passive' };
  const child = spawn(python, args, { stdio: ['ignore', 'pipe', 'pipe'], env, ...(signal ? { signal } : {}) });
  let said = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    said = (said + text).slice(-SAID);
  });
  createInterface({ input: child.stdout }).on('line', (line) => onProgress?.(JSON.parse(line) as PythonProgress));
  const status = await new Promise<number | null>((resolve) => {
    child.on('error', (error) => {
      said += error.message;
      resolve(null);
    });
    child.on('close', resolve);
  });
  signal?.throwIfAborted();
  if (status !== 0) throw new StarsError('STARS_INTERNAL', `Python ended with status ${status}: ${said.trim()}`);
}
