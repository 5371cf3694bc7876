import { StarsError } from '@stars/errors';
import { EXIT } from '../exit-codes.js';
import { runNode } from '../run-node.js';

/** The environment at the start: a server limits the threads of its own process by changing it. */
const ENVIRONMENT = { ...process.env };

/**
 * Runs a verb in its own process, so that its memory is freed afterwards, and returns the JSON that it printed. Its
 * progress is shown as ours. Errors: `STARS_INTERNAL` if the verb fails; the verb prints why.
 */
export async function runVerb<Result>(parameters: readonly string[], signal: AbortSignal): Promise<Result> {
  const main = new URL('../main.js', import.meta.url).pathname;
  const { status, output } = await runNode([...process.execArgv, main, ...parameters, '--json'], {
    signal,
    captured: true,
    env: ENVIRONMENT,
  });
  if (status !== EXIT.ok) {
    throw new StarsError('STARS_INTERNAL', `./stars ${parameters.join(' ')} ended with ${status ?? 'a signal'}`);
  }
  return JSON.parse(output) as Result;
}
