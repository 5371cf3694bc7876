/**
 * Work that many callers want at once, such as reading new messages. One run at a time; all calls during a run share the next
 * one, because the current run may have begun too early for them.
 */
export class SharedRun {
  readonly #work: () => Promise<void>;
  #running: Promise<void> | undefined;
  #waiting: Promise<void> | undefined;

  constructor(work: () => Promise<void>) {
    this.#work = work;
  }

  /** Resolves after a run that began no earlier than this call. Errors: those of that run. */
  ask(): Promise<void> {
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

  #begin(): Promise<void> {
    this.#running = this.#work().finally(() => {
      this.#running = undefined;
    });
    return this.#running;
  }
}
