import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { StarsError } from '@stars/errors';
import { EXIT } from '../exit-codes.js';

/** The environment at the start: a server limits the threads of its own process by changing it. */
const ENVIRONMENT = { ...process.env };

/**
 * Runs a verb in its own process, so that its memory is freed afterwards, and returns the JSON that it printed. Its
 * progress is shown as ours. Errors: `STARS_INTERNAL` if the verb fails; the verb prints why.
 */
export async function runVerb<Result>(parameters: readonly string[], signal: AbortSignal): Promise<Result> {
  const main = new URL('../main.js', import.meta.url).pathname;
  const child = spawn(process.execPath, [...process.execArgv, main, ...parameters, '--json'], {
    stdio: ['ignore', 'pipe', 'inherit'],
    env: ENVIRONMENT,
  });
  const stop = () => child.kill('SIGTERM');
  signal.addEventListener('abort', stop, { once: true });
  try {
    const output: Buffer[] = [];
    child.stdout.on('data', (chunk: Buffer) => output.push(chunk));
    const [status] = (await once(child, 'close')) as [number | null];
    signal.throwIfAborted();
    if (status !== EXIT.ok) {
      throw new StarsError('STARS_INTERNAL', `./stars ${parameters.join(' ')} ended with ${status ?? 'a signal'}`);
    }
    return JSON.parse(Buffer.concat(output).toString()) as Result;
  } finally {
    signal.removeEventListener('abort', stop);
  }
}
