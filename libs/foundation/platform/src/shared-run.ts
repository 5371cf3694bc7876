/**
 * Work that many callers want at once, such as reading new messages. One run at a time; all calls during a run share the next
 * one, because the current run may have begun too early for them.
 */
export class SharedRun<T = void> {
  readonly #work: () => Promise<T>;
  #running: Promise<T> | undefined;
  #waiting: Promise<T> | undefined;

  constructor(work: () => Promise<T>) {
    this.#work = work;
  }

  /** Resolves after a run that began no earlier than this call. Errors: those of that run. */
  ask(): Promise<T> {
    // It has not begun, though the run before it may be over.
    if (this.#waiting) return this.#waiting;
    if (!this.#running) return this.#begin();
    this.#waiting = this.#running
      .catch(() => undefined)
      .then(() => {
        this.#waiting = undefined;
        return this.#begin();
      });
    return this.#waiting;
  }

  #begin(): Promise<T> {
    this.#running = this.#work().finally(() => {
      this.#running = undefined;
    });
    return this.#running;
  }
}
