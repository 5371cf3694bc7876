import { StarsError } from '@stars/errors';

/** Longer than the slowest batch of any consumer. */
const STALL_MS = 300_000;

/**
 * Aborts work that makes no progress any more. Its signal is aborted with the parent's, or if nothing was noted for so long
 * (five minutes). A consumer retries a failing batch for ever, which is right for a service and wrong for who waits for it.
 */
export class Headway implements Disposable {
  readonly #controller = new AbortController();
  readonly signal: AbortSignal;
  #last = '';
  #timer: NodeJS.Timeout;

  constructor(
    private readonly what: string,
    parent: AbortSignal,
    private readonly stallMs = STALL_MS,
  ) {
    this.signal = AbortSignal.any([parent, this.#controller.signal]);
    this.#timer = this.#wait();
  }

  /** Notes how far the work is, in words that change if and only if it progresses: for the reason of the abort, too. */
  note(state: string): void {
    if (state === this.#last) return;
    this.#last = state;
    clearTimeout(this.#timer);
    this.#timer = this.#wait();
  }

  [Symbol.dispose](): void {
    clearTimeout(this.#timer);
  }

  #wait(): NodeJS.Timeout {
    return setTimeout(() => {
      const seconds = Math.round(this.stallMs / 1000);
      const message = `${this.what}: no progress for ${seconds} s (${this.#last}); the log says what fails`;
      this.#controller.abort(new StarsError('STARS_UNAVAILABLE', message));
    }, this.stallMs).unref();
  }
}
