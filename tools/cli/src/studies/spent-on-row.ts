import { rmSync } from 'node:fs';
import { readStored, store } from '../stored.js';

const NOTE_EVERY_MS = 10_000;

interface Spent {
  wall_seconds: number;
  cpu_seconds: number;
  attempts: number;
}

/** Time that went into one row, in this process and in those that were killed at it. */
export class SpentOnRow implements Disposable {
  readonly #before: Spent;
  readonly #started = performance.now();
  readonly #cpu = process.cpuUsage();
  readonly #timer: NodeJS.Timeout;
  #finished = false;

  constructor(private readonly path: string) {
    this.#before = readStored<Spent>(path) ?? { wall_seconds: 0, cpu_seconds: 0, attempts: 0 };
    this.#note();
    this.#timer = setInterval(() => this.#note(), NOTE_EVERY_MS).unref();
  }

  get spent(): Spent {
    const { user, system } = process.cpuUsage(this.#cpu);
    const tenth = (seconds: number): number => Math.round(10 * seconds) / 10;
    return {
      wall_seconds: tenth(this.#before.wall_seconds + (performance.now() - this.#started) / 1000),
      cpu_seconds: tenth(this.#before.cpu_seconds + (user + system) / 1e6),
      attempts: this.#before.attempts + 1,
    };
  }

  /** The row is written. */
  finish(): void {
    this.#finished = true;
    rmSync(this.path, { force: true });
  }

  #note(): void {
    store(this.path, this.spent);
  }

  [Symbol.dispose](): void {
    clearInterval(this.#timer);
    if (!this.#finished) this.#note();
  }
}
