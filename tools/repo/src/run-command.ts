import { spawn } from 'node:child_process';
import { once } from 'node:events';

export interface CommandResult {
  /** Exit status; 128 + n if signal n ended it, 127 if it could not be started. */
  status: number;
  /** Standard output and standard error, in the order in which they came. */
  output: string;
}

export interface RunOptions {
  cwd: string;
  env?: NodeJS.ProcessEnv;
  timeoutMs?: number;
}

/** Runs a program to its end without a shell and without input. Never throws for what the program does. */
export async function runCommand(
  program: string,
  parameters: readonly string[],
  options: RunOptions,
): Promise<CommandResult> {
  const child = spawn(program, parameters, {
    cwd: options.cwd,
    env: options.env ?? process.env,
    stdio: ['ignore', 'pipe', 'pipe'],
    timeout: options.timeoutMs,
  });
  let output = '';
  const collect = (chunk: Buffer): void => {
    output += chunk.toString();
  };
  child.stdout.on('data', collect);
  child.stderr.on('data', collect);
  try {
    const [status, signal] = (await once(child, 'close')) as [number | null, NodeJS.Signals | null];
    return { status: status ?? 128 + (signal === 'SIGKILL' ? 9 : 15), output };
  } catch (error) {
    return { status: 127, output: `${program}: ${(error as Error).message}` };
  }
}
