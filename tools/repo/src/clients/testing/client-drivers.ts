import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { WORKSPACE } from '@stars/cli/command-line';
import { pythonEnvironment } from '../../python-environment.js';
import { type CommandResult, runCommand } from '../../run-command.js';

/** A program that takes cases and gives outcomes, a line of JSON each. */
export interface RunningDriver {
  outcomeOf(input: object): Promise<Record<string, unknown>>;
  /** Runs the example of a README. */
  runExample(code: string, env: NodeJS.ProcessEnv): Promise<CommandResult>;
  stop(): Promise<void>;
}

interface Program {
  program: string;
  args: readonly string[];
  env?: NodeJS.ProcessEnv;
  exampleArgs: (code: string) => readonly string[];
}

export interface ClientDriver {
  /** Its folder in `clients`. */
  name: string;
  start(): Promise<RunningDriver>;
}

const CLIENTS = join(WORKSPACE, 'clients');

export async function clientPython(): Promise<string> {
  const cache = process.env['STARS_CACHE'] ?? join(homedir(), '.cache/stars');
  return pythonEnvironment(cache, join(CLIENTS, 'python/tests/requirements.txt'), { name: 'stars-client' });
}

const PROGRAMS: Readonly<Record<string, () => Promise<Program>>> = {
  typescript: async () => ({
    program: process.execPath,
    args: [join(CLIENTS, 'typescript/dist/testing/run-cases.js')],
    exampleArgs: (code) => ['--input-type=module', '-e', code],
  }),
  python: async () => ({
    program: await clientPython(),
    args: [join(CLIENTS, 'python/tests/run_cases.py')],
    env: { PYTHONPATH: join(CLIENTS, 'python/src'), PYTHONDONTWRITEBYTECODE: '1' },
    exampleArgs: (code) => ['-c', code],
  }),
};

export const CLIENT_DRIVERS: readonly ClientDriver[] = Object.entries(PROGRAMS).map(([name, find]) => ({
  name,
  start: async () => startDriver(await find()),
}));

function startDriver({ program, args, env: own, exampleArgs }: Program): RunningDriver {
  const env = { ...process.env, ...own };
  const child = spawn(program, args, { stdio: ['pipe', 'pipe', 'inherit'], env });
  const ended = once(child, 'close');
  const lines = createInterface(child.stdout)[Symbol.asyncIterator]();
  return {
    async outcomeOf(input) {
      child.stdin.write(`${JSON.stringify(input)}\n`);
      const { value, done } = await lines.next();
      if (done) throw new Error(`${program} ended before its answer`);
      return JSON.parse(value) as Record<string, unknown>;
    },
    runExample: (code, more) =>
      runCommand(program, exampleArgs(code), { cwd: WORKSPACE, env: { ...env, ...more }, timeoutMs: 60_000 }),
    async stop() {
      child.stdin.end();
      await ended;
    },
  };
}
