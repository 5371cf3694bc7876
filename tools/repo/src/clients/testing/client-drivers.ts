import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { globSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { WORKSPACE } from '@stars/cli/command-line';
import { findProgram, installDebianPackage } from '@stars/servers';
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
  /** The command that runs an example. */
  example: (code: string) => readonly string[];
  cwd?: string;
  end?: () => void;
}

export interface ClientDriver {
  /** Its folder in `clients`. */
  name: string;
  /** Why this machine cannot run it. */
  missing: string | undefined;
  start(): Promise<RunningDriver>;
}

const CLIENTS = join(WORKSPACE, 'clients');

export async function clientPython(): Promise<string> {
  const cache = process.env['STARS_CACHE'] ?? join(homedir(), '.cache/stars');
  return pythonEnvironment(cache, join(CLIENTS, 'python/tests/requirements.txt'), { name: 'stars-client' });
}

/** What a language needs, if not each machine has it. */
const TOOLS: Readonly<Record<string, readonly string[]>> = {
  go: ['go'],
  java: ['javac', 'apt-get'],
  php: ['php', 'apt-get'],
};

const PROGRAMS: Readonly<Record<string, () => Promise<Program>>> = {
  typescript: async () => ({
    program: process.execPath,
    args: [join(CLIENTS, 'typescript/dist/testing/run-cases.js')],
    example: (code) => [process.execPath, '--input-type=module', '-e', code],
  }),
  python: async () => {
    const program = await clientPython();
    return {
      ...{ program, args: [join(CLIENTS, 'python/tests/run_cases.py')] },
      env: { PYTHONPATH: join(CLIENTS, 'python/src'), PYTHONDONTWRITEBYTECODE: '1' },
      example: (code) => [program, '-c', code],
    };
  },
  go: goProgram,
  java: javaProgram,
  php: phpProgram,
};

/** Composer would load the classes. */
const PHP_CLASSES = '{StarsError,Sender,EventQueue,ApiCalls,StarsClient}.php';

async function phpProgram(): Promise<Program> {
  if (!findProgram('php')) for (const name of ['php-cli', 'php-curl']) await installDebianPackage(name);
  const load = `foreach (glob('${join(CLIENTS, 'php/src', PHP_CLASSES)}', GLOB_BRACE) as $file) require_once $file;`;
  return {
    ...{ program: 'php', args: [join(CLIENTS, 'php/tests/run_cases.php')] },
    example: (code) => ['php', '-r', `${load}\n${code}`],
  };
}

async function goProgram(): Promise<Program> {
  const cwd = join(CLIENTS, 'go');
  const folder = mkdtempSync(join(tmpdir(), 'stars-go-'));
  const program = join(folder, 'runcases');
  const { status, output } = await runCommand('go', ['build', '-o', program, './internal/runcases'], { cwd });
  if (status !== 0) throw new Error(`Go cannot build the client: ${output}`);
  const example = join(folder, 'example.go');
  return {
    ...{ program, args: [], cwd },
    example: (code) => {
      writeFileSync(example, code);
      return ['go', 'run', example];
    },
    end: () => rmSync(folder, { recursive: true }),
  };
}

/** A program of Java that ends soon gains nothing from the compiler of long-lived ones. */
const SHORT_LIVED = '-XX:TieredStopAtLevel=1';

async function javaProgram(): Promise<Program> {
  if (!findProgram('javac')) await installDebianPackage('default-jdk-headless');
  const cwd = join(CLIENTS, 'java');
  const folder = mkdtempSync(join(tmpdir(), 'stars-java-'));
  const options = [`-J${SHORT_LIVED}`, '--release', '17', '-Xlint:all', '-Werror', '-d', folder];
  const { status, output } = await runCommand('javac', [...options, ...globSync('src/**/*.java', { cwd })], { cwd });
  if (status !== 0) throw new Error(`Java cannot build the client: ${output}`);
  const java = [SHORT_LIVED, '-cp', folder];
  const example = join(folder, 'Example.java');
  return {
    ...{ program: 'java', args: [...java, 'example.stars.RunCases'] },
    // Java says among a program's lines that it has read it.
    env: { JAVA_TOOL_OPTIONS: undefined },
    example: (code) => {
      writeFileSync(example, code);
      return ['java', ...java, example];
    },
    end: () => rmSync(folder, { recursive: true }),
  };
}

export const CLIENT_DRIVERS: readonly ClientDriver[] = Object.entries(PROGRAMS).map(([name, find]) => ({
  name,
  missing: name in TOOLS && !findProgram(...TOOLS[name]!) ? `${TOOLS[name]![0]} is not on this machine` : undefined,
  start: async () => startDriver(await find()),
}));

function startDriver({ program, args, env: own, example, cwd = WORKSPACE, end }: Program): RunningDriver {
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
    runExample(code, more) {
      const [command, ...parameters] = example(code);
      return runCommand(command!, parameters, { cwd, env: { ...env, ...more }, timeoutMs: 60_000 });
    },
    async stop() {
      child.stdin.end();
      await ended;
      end?.();
    },
  };
}
