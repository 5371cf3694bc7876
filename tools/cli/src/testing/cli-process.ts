import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { WORKSPACE } from '../workspace.js';

const mainOf = (program: string): string => join(WORKSPACE, program, 'dist/main.js');

/** Runs the built command line in its own process, without the bootstrap. */
export function startCli(parameters: readonly string[], env: NodeJS.ProcessEnv = process.env): ChildProcess {
  const main = parameters[0] === 'lab' ? [mainOf('lab'), ...parameters.slice(1)] : [mainOf('tools/cli'), ...parameters];
  return spawn(process.execPath, ['--disable-warning=ExperimentalWarning', ...main], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env,
  });
}

export interface CliResult {
  status: number | null;
  stdout: string;
  stderr: string;
}

export async function runCli(parameters: readonly string[], env: NodeJS.ProcessEnv = process.env): Promise<CliResult> {
  const child = startCli(parameters, env);
  const result = { stdout: '', stderr: '' };
  child.stdout?.on('data', (chunk) => {
    result.stdout += chunk;
  });
  child.stderr?.on('data', (chunk) => {
    result.stderr += chunk;
  });
  const [status] = (await once(child, 'close')) as [number | null];
  return { status, ...result };
}

/** Starts the command and kills it after so many milliseconds. Returns false if it had ended by then. */
export async function killAfter(ms: number, parameters: readonly string[]): Promise<boolean> {
  const child = startCli(parameters);
  child.stdout?.resume();
  child.stderr?.resume();
  const exit = once(child, 'exit');
  const timer = setTimeout(() => child.kill('SIGKILL'), ms);
  const [, signal] = (await exit) as [number | null, NodeJS.Signals | null];
  clearTimeout(timer);
  return signal === 'SIGKILL';
}
