import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, mkdirSync, mkdtempSync, openSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { StarsError } from '@stars/errors';
import { findProgram } from './find-program.js';
import { isFree } from './free-port.js';
import type { ProcessName, RunningServer, ServerOptions } from './running-server.js';

const START_TIMEOUT_MS = 180_000;
/** How long a server may take to stop gracefully before it is killed. */
const STOP_TIMEOUT_MS = 30_000;
const LOOK_MS = 100;
const LOG_TAIL = 3000;

/** Servers that end with this process, if it ends in an orderly way. */
const attached = new Set<ChildProcess>();
process.on('exit', () => {
  for (const child of attached) child.kill('SIGKILL');
});

/**
 * A command line that runs the program in its own place and, where `setpriv` is there (Linux), has the kernel end it with
 * this process: a test runner that kills its workers leaves no servers behind.
 */
function boundToParent(program: string): string[] {
  const setpriv = process.platform === 'linux' ? findProgram('setpriv') : undefined;
  return setpriv ? [setpriv, '--pdeathsig', 'KILL', '--', program] : [program];
}

export interface ServerProgram {
  name: ProcessName;
  url: string;
  port: number;
  program: string;
  parameters: readonly string[];
  env?: NodeJS.ProcessEnv;
  /** Whether it answers now. `log` is its output since the start. */
  isReady(log: string): Promise<boolean>;
}

/** The folder of a server: the caller's, or a temporary one of its own. */
export function serverFolder(name: ProcessName, options: ServerOptions): { folder: string; temporary: boolean } {
  if (options.dir) {
    mkdirSync(options.dir, { recursive: true });
    return { folder: options.dir, temporary: false };
  }
  return { folder: mkdtempSync(join(tmpdir(), `stars-${name}-`)), temporary: true };
}

/** A program run as a server, its output in `server.log` of its folder. */
export class ServerProcess implements RunningServer {
  #child: ChildProcess | undefined;
  #exit: Promise<unknown> = Promise.resolve();

  private constructor(
    private readonly run: ServerProgram,
    private readonly options: ServerOptions,
    readonly folder: string,
    private readonly temporary: boolean,
  ) {}

  /** Errors: `STARS_PORT_IN_USE`; `STARS_UNAVAILABLE`, with the end of its log, where it does not answer in time. */
  static async start(
    run: ServerProgram,
    options: ServerOptions,
    place: { folder: string; temporary: boolean },
  ): Promise<RunningServer> {
    const server = new ServerProcess(run, options, place.folder, place.temporary);
    try {
      await server.#begin();
      return server;
    } catch (error) {
      await server.stop();
      throw error;
    }
  }

  get name(): ProcessName {
    return this.run.name;
  }

  get url(): string {
    return this.run.url;
  }

  get port(): number {
    return this.run.port;
  }

  get pid(): number {
    return this.#child?.pid ?? 0;
  }

  async stop(): Promise<void> {
    await this.#end('SIGTERM');
    if (this.temporary) rmSync(this.folder, { recursive: true, force: true, maxRetries: 5 });
  }

  kill(): Promise<void> {
    return this.#end('SIGKILL');
  }

  async pause(): Promise<void> {
    this.#child?.kill('SIGSTOP');
    // On a busy machine, some of its threads go on for a while.
    while (this.#child && !isStopped(this.pid)) await sleep(5);
  }

  resume(): void {
    this.#child?.kill('SIGCONT');
  }

  async restart(): Promise<void> {
    await this.#end('SIGTERM');
    await this.#begin();
  }

  async #end(signal: 'SIGTERM' | 'SIGKILL'): Promise<void> {
    const child = this.#child;
    if (!child) return;
    child.kill(signal);
    // A paused process gets SIGTERM once it goes on.
    child.kill('SIGCONT');
    const force = setTimeout(() => child.kill('SIGKILL'), STOP_TIMEOUT_MS);
    await this.#exit;
    clearTimeout(force);
    this.#child = undefined;
  }

  async #begin(): Promise<void> {
    // Another server there would answer instead of this one.
    if (!(await isFree(this.port))) {
      throw new StarsError('STARS_PORT_IN_USE', `port ${this.port} for ${this.name} is in use by another process`, {
        field: 'port',
      });
    }
    const logPath = join(this.folder, 'server.log');
    const log = openSync(logPath, 'a');
    const before = statSync(logPath).size;
    const { program, parameters, env } = this.run;
    const [command, ...first] = this.options.detached ? [program] : boundToParent(program);
    const child = spawn(command!, [...first, ...parameters], {
      cwd: this.folder,
      env: { ...process.env, ...env },
      stdio: ['ignore', log, log],
      detached: this.options.detached,
    });
    closeSync(log);
    this.#child = child;
    this.#exit = once(child, 'exit').catch(() => undefined);
    if (this.options.detached) child.unref();
    else {
      attached.add(child);
      void this.#exit.then(() => attached.delete(child));
    }
    const printed = () => readFileSync(logPath).subarray(before).toString();
    await this.#answers(child, printed);
  }

  async #answers(child: ChildProcess, printed: () => string): Promise<void> {
    const limit = this.options.startTimeoutMs ?? START_TIMEOUT_MS;
    const deadline = performance.now() + limit;
    const trouble = (what: string) =>
      new StarsError('STARS_UNAVAILABLE', `${this.name} on port ${this.port} ${what}:\n${printed().slice(-LOG_TAIL)}`);
    while (performance.now() < deadline) {
      if (child.pid === undefined) throw trouble(`cannot be started (${this.run.program})`);
      if (child.exitCode !== null || child.signalCode !== null) throw trouble('ended before it answered');
      if (await this.run.isReady(printed()).catch(() => false)) return;
      await sleep(LOOK_MS);
    }
    throw trouble(`did not answer within ${limit} ms`);
  }
}

/** Whether every thread of the process is stopped: the letter after its name in parentheses says so. */
const isStopped = (pid: number): boolean =>
  readdirSync(`/proc/${pid}/task`).every((thread) =>
    /\) T [^)]*$/.test(readFileSync(`/proc/${pid}/task/${thread}/stat`, 'utf8')),
  );
