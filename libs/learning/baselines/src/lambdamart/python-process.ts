import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { StarsError } from '@stars/errors';

/** Bytes of stderr that an error repeats. */
const SAID = 4000;

/** A Python program that talks over its pipes. The signal and `close` end it. */
export class PythonProcess {
  readonly #child: ChildProcessWithoutNullStreams;
  readonly #ended: Promise<number | null>;
  #said = '';

  constructor(
    python: string,
    args: readonly string[],
    private readonly signal?: AbortSignal,
  ) {
    this.#child = spawn(python, args, { stdio: 'pipe', ...(signal ? { signal } : {}) });
    this.#child.stderr.setEncoding('utf8').on('data', (text: string) => {
      this.#said = (this.#said + text).slice(-SAID);
    });
    // A broken pipe shows in the exit status, which `finish` reports with stderr.
    this.#child.stdin.on('error', () => {});
    this.#ended = new Promise((resolve) => {
      this.#child.on('error', (error) => {
        this.#said += error.message;
        resolve(null);
      });
      this.#child.on('close', resolve);
    });
  }

  /** Lines of stdout until the program ends. */
  async lines(each: (line: string) => void): Promise<void> {
    for await (const line of createInterface({ input: this.#child.stdout })) each(line);
  }

  async write(bytes: Uint8Array): Promise<void> {
    if (!this.#child.stdin.write(bytes)) await Promise.race([once(this.#child.stdin, 'drain'), this.#ended]);
  }

  /** Exactly `size` bytes of stdout. */
  async read(size: number): Promise<Buffer> {
    const { stdout } = this.#child;
    for (;;) {
      const bytes = stdout.read(size) as Buffer | null;
      if (bytes?.length === size) return bytes;
      if (bytes !== null || !stdout.readable) await this.#fail();
      await Promise.race([once(stdout, 'readable'), this.#ended]);
    }
  }

  /** Waits for the end. Errors: `STARS_INTERNAL` if the program failed, with the end of its stderr. */
  async finish(): Promise<void> {
    this.#child.stdin.end();
    if ((await this.#ended) !== 0) await this.#fail();
  }

  async #fail(): Promise<never> {
    this.signal?.throwIfAborted();
    const status = await this.#ended;
    throw new StarsError('STARS_INTERNAL', `LambdaMART's Python ended with status ${status}: ${this.#said.trim()}`);
  }

  close(): void {
    this.#child.kill();
  }
}
