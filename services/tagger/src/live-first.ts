import { pause } from '@stars/platform';

/** The longest pause of one chunk of a backfill, so that it makes progress under a steady stream of changes. */
const MOST_WAIT_MS = 2000;

/** Pauses a backfill while live changes are in work. */
export class LiveFirst {
  #live = 0;
  #idle: (() => void)[] = [];

  async live<T>(work: () => Promise<T>): Promise<T> {
    this.#live++;
    try {
      return await work();
    } finally {
      if (--this.#live === 0) for (const resume of this.#idle.splice(0)) resume();
    }
  }

  /** Resolves when no live change is in work, or after two seconds. */
  async turn(signal?: AbortSignal): Promise<void> {
    if (this.#live === 0) return;
    const stop = new AbortController();
    const ends = signal ? AbortSignal.any([signal, stop.signal]) : stop.signal;
    await Promise.race([new Promise<void>((resolve) => this.#idle.push(resolve)), pause(MOST_WAIT_MS, ends)]);
    stop.abort();
    signal?.throwIfAborted();
  }
}
