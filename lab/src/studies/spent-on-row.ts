import { rmSync } from 'node:fs';
import { readStored, store } from '@stars/cli';

const NOTE_EVERY_MS = 10_000;

interface Noted {
  wall_seconds: number;
  cpu_seconds: number;
  attempts: number;
  /** A model was found whose training nobody timed. */
  incomplete?: true;
}

/** Time that went into one row: in this process, in those that were killed at it, and in its model if that was there already. */
export class SpentOnRow implements Disposable {
  #before: Noted;
  readonly #started = performance.now();
  readonly #cpu = process.cpuUsage();
  readonly #timer: NodeJS.Timeout;
  #finished = false;

  /** @param path where the time is noted until the row is done */
  constructor(private readonly path: string) {
    this.#before = readStored<Noted>(path) ?? { wall_seconds: 0, cpu_seconds: 0, attempts: 0 };
    this.#note();
    this.#timer = setInterval(() => this.#note(), NOTE_EVERY_MS).unref();
  }

  /** The model is there. @param path where the time of its training is noted. @param reused whether it was not trained now */
  trained(path: string, reused: boolean): void {
    if (!reused || this.#before.attempts > 0) {
      store(path, this.#noted);
      return;
    }
    const earlier = readStored<Noted>(path);
    if (!earlier) this.#before = { ...this.#before, incomplete: true };
    else this.#before = { ...earlier, attempts: this.#before.attempts };
    this.#note();
  }

  /** Seconds are absent if nobody knows them. */
  get spent(): { wall_seconds?: number; cpu_seconds?: number; attempts: number } {
    const { incomplete, attempts, ...seconds } = this.#noted;
    return { ...(incomplete ? {} : seconds), attempts };
  }

  /** The row is written. */
  finish(): void {
    this.#finished = true;
    rmSync(this.path, { force: true });
  }

  get #noted(): Noted {
    const { user, system } = process.cpuUsage(this.#cpu);
    const tenth = (seconds: number): number => Math.round(10 * seconds) / 10;
    return {
      ...this.#before,
      wall_seconds: tenth(this.#before.wall_seconds + (performance.now() - this.#started) / 1000),
      cpu_seconds: tenth(this.#before.cpu_seconds + (user + system) / 1e6),
      attempts: this.#before.attempts + 1,
    };
  }

  #note(): void {
    store(this.path, this.#noted);
  }

  [Symbol.dispose](): void {
    clearInterval(this.#timer);
    if (!this.#finished) this.#note();
  }
}
