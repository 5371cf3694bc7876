import { setTimeout as sleep } from 'node:timers/promises';

/** Publishes again and again, some ms after the last time, until it is stopped: what a shop does that never pauses. */
export class SteadyFeed {
  /** How often it has published. */
  published = 0;
  /** The longest time between two times, ms. */
  longestPauseMs = 0;
  readonly #stop = new AbortController();
  readonly #running: Promise<void>;

  constructor(
    private readonly everyMs: number,
    private readonly publish: (n: number) => Promise<unknown>,
  ) {
    this.#running = this.#run();
  }

  /** Errors: that of a time that failed. */
  async stop(): Promise<void> {
    this.#stop.abort();
    await this.#running;
  }

  async #run(): Promise<void> {
    for (let last = performance.now(); !this.#stop.signal.aborted; ) {
      await this.publish(this.published);
      this.published++;
      const now = performance.now();
      this.longestPauseMs = Math.max(this.longestPauseMs, now - last);
      last = now;
      await sleep(this.everyMs, undefined, { signal: this.#stop.signal }).catch(() => undefined);
    }
  }
}
