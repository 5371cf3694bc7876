import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { StarsError } from '@stars/errors';

/** The folder of the programs that run in Python. */
export const PYTHON = fileURLToPath(new URL('../../python/', import.meta.url));

/** Bytes of stderr that an error repeats. */
const SAID = 4000;

/** A Python program that talks over its pipes. The signal and `close` end it. */
export class PythonProcess {
  readonly #child: ChildProcessWithoutNullStreams;
  readonly #ended: Promise<number | null>;
  #said = '';
  /** Bytes of stdout that are not read yet. */
  readonly #chunks: Buffer[] = [];
  #buffered = 0;
  #over = false;
  #wake: () => void = () => {};

  constructor(
    python: string,
    args: readonly string[],
    private readonly signal?: AbortSignal,
  ) {
    // LightGBM's threads wait for one another after each feature. By default they do so by spinning: beside another program that
    // needs the cores, a training took more than 30 times as long.
    const env = { ...process.env, OMP_WAIT_POLICY: 'passive' };
    this.#child = spawn(python, args, { stdio: 'pipe', env, ...(signal ? { signal } : {}) });
    this.#child.stderr.setEncoding('utf8').on('data', (text: string) => {
      this.#said = (this.#said + text).slice(-SAID);
    });
    // A broken pipe shows in the exit status, which `finish` reports with stderr.
    this.#child.stdin.on('error', () => {});
    this.#child.stdout.on('data', (chunk: Buffer) => {
      this.#chunks.push(chunk);
      this.#buffered += chunk.length;
      this.#wake();
    });
    this.#ended = new Promise<number | null>((resolve) => {
      this.#child.on('error', (error) => {
        this.#said += error.message;
        resolve(null);
      });
      this.#child.on('close', resolve);
    }).finally(() => {
      this.#over = true;
      this.#wake();
    });
  }

  /** Lines of stdout until the program ends. */
  async lines(each: (line: string) => void): Promise<void> {
    let rest = '';
    while (!this.#over || this.#buffered > 0) {
      if (this.#buffered === 0) await this.#more();
      const lines = (rest + this.#take(this.#buffered).toString('utf8')).split('\n');
      rest = lines.pop()!;
      lines.forEach(each);
    }
  }

  async write(bytes: Uint8Array): Promise<void> {
    if (!this.#child.stdin.write(bytes)) await Promise.race([once(this.#child.stdin, 'drain'), this.#ended]);
  }

  /** Exactly `size` bytes of stdout. */
  async read(size: number): Promise<Buffer> {
    while (this.#buffered < size) {
      if (this.#over) await this.#fail();
      await this.#more();
    }
    return this.#take(size);
  }

  #more(): Promise<void> {
    return new Promise((resolve) => {
      this.#wake = resolve;
    });
  }

  #take(size: number): Buffer {
    const all = Buffer.concat(this.#chunks.splice(0));
    this.#buffered = all.length - size;
    if (this.#buffered > 0) this.#chunks.push(all.subarray(size));
    return all.subarray(0, size);
  }

  /** Waits for the end. Errors: `STARS_INTERNAL` if the program failed, with the end of its stderr. */
  async finish(): Promise<void> {
    this.#child.stdin.end();
    if ((await this.#ended) !== 0) await this.#fail();
  }

  async #fail(): Promise<never> {
    this.signal?.throwIfAborted();
    const status = await this.#ended;
    throw new StarsError('STARS_INTERNAL', `Python ended with status ${status}: ${this.#said.trim()}`);
  }

  close(): void {
    this.#child.kill();
  }
}

/** How far a program is with a part of its work. */
export interface PythonProgress {
  label: string;
  done: number;
  total: number;
}

/** Runs a program to its end; each line of its stdout is its progress, as JSON. Errors: those of `PythonProcess.finish`. */
export async function runPython(
  python: string,
  args: readonly string[],
  {
    onProgress,
    signal,
  }: { onProgress?: ((progress: PythonProgress) => void) | undefined; signal?: AbortSignal | undefined },
): Promise<void> {
  const child = new PythonProcess(python, args, signal);
  try {
    await child.lines((line) => onProgress?.(JSON.parse(line) as PythonProgress));
    await child.finish();
  } finally {
    child.close();
  }
}
