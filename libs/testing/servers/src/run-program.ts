import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { StarsError } from '@stars/errors';

export interface ProgramOptions {
  cwd?: string;
  env?: NodeJS.ProcessEnv;
  timeoutMs?: number;
}

const TIMEOUT_MS = 10 * 60_000;
const TAIL = 2000;

/** Runs a program to its end and gives its standard output. Errors: `STARS_UNAVAILABLE` where it cannot or fails. */
export async function runProgram(
  program: string,
  parameters: readonly string[],
  options: ProgramOptions = {},
): Promise<string> {
  const child = spawn(program, parameters, {
    cwd: options.cwd ?? '/',
    env: options.env ?? process.env,
    stdio: ['ignore', 'pipe', 'pipe'],
    timeout: options.timeoutMs ?? TIMEOUT_MS,
  });
  let stdout = '';
  let all = '';
  child.stdout.on('data', (chunk: Buffer) => {
    stdout += chunk.toString();
    all += chunk.toString();
  });
  child.stderr.on('data', (chunk: Buffer) => {
    all += chunk.toString();
  });
  let status: number | null;
  try {
    [status] = (await once(child, 'close')) as [number | null];
  } catch (cause) {
    throw new StarsError('STARS_UNAVAILABLE', `${program} cannot be started: ${(cause as Error).message}`, { cause });
  }
  if (status !== 0) {
    const how = status === null ? `was ended by ${child.signalCode}` : `failed with status ${status}`;
    throw new StarsError('STARS_UNAVAILABLE', `${program} ${parameters.join(' ')} ${how}:\n${all.slice(-TAIL)}`);
  }
  return stdout;
}
