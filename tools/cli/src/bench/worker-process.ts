import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface, type Interface } from 'node:readline';
import { StarsError } from '@stars/errors';

/** One thread each, whatever the library. */
const ONE_THREAD = { TF_NUM_INTRAOP_THREADS: '1', OMP_NUM_THREADS: '1', MKL_NUM_THREADS: '1' };

/** Characters of a worker's standard error that an error repeats. */
const SHOWN = 2000;

/** A process that answers questions. Questions and answers are JSON, one a line. */
export class WorkerProcess {
  readonly #child: ChildProcess;
  readonly #answers: AsyncIterator<string>;
  readonly #lines: Interface;
  #complaints = '';

  constructor(
    private readonly name: string,
    program: string,
    parameters: readonly string[],
    options: { cwd: string; env?: NodeJS.ProcessEnv; signal: AbortSignal },
  ) {
    this.#child = spawn(program, parameters, {
      cwd: options.cwd,
      env: { ...process.env, ...options.env, ...ONE_THREAD },
      stdio: ['pipe', 'pipe', 'pipe'],
    });
    // Without a listener, a worker that cannot start or has ended would end this process too.
    this.#child.on('error', (error) => {
      this.#complaints += error.message;
    });
    this.#child.stdin!.on('error', () => undefined);
    this.#child.stderr!.on('data', (chunk: Buffer) => {
      this.#complaints = (this.#complaints + chunk.toString()).slice(-SHOWN);
    });
    this.#lines = createInterface({ input: this.#child.stdout! });
    this.#answers = this.#lines[Symbol.asyncIterator]();
    options.signal.addEventListener('abort', () => this.#child.kill('SIGKILL'), { once: true });
  }

  /** Errors: `STARS_UNAVAILABLE` if the process ended instead, with its last output. */
  async ask<Answer>(question: { do: string; count?: number }): Promise<Answer> {
    this.#child.stdin!.write(`${JSON.stringify(question)}\n`);
    const { value, done } = await this.#answers.next();
    if (done) throw new StarsError('STARS_UNAVAILABLE', `${this.name} ended:\n${this.#complaints.trim()}`);
    return JSON.parse(value) as Answer;
  }

  /** Lets the process end and waits until it has. */
  async end(): Promise<void> {
    this.#child.stdin!.end();
    if (this.#child.exitCode === null && this.#child.signalCode === null && this.#child.pid) {
      await once(this.#child, 'exit');
    }
    this.#lines.close();
  }
}
