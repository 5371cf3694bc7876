import { once } from 'node:events';
import { expect } from 'vitest';
import { startCli } from './cli-process.js';

/** Runs the command until its progress says so, then kills it. */
export async function killWhen(pattern: RegExp, parameters: readonly string[]): Promise<void> {
  const child = startCli(parameters);
  child.stdout?.resume();
  let said = '';
  child.stderr?.on('data', (chunk: Buffer) => {
    said += chunk.toString();
    if (pattern.test(said)) child.kill('SIGKILL');
  });
  const [status, signal] = (await once(child, 'exit')) as [number | null, NodeJS.Signals | null];
  expect({ status, signal }, said).toEqual({ status: null, signal: 'SIGKILL' });
}
