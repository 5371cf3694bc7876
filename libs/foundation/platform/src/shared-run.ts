/**
 * Work that many ask for at once, such as to read what is new: one run at a time, and who asks during it shares the next,
 * however many they are, since the run under way may have begun too early for them.
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
    if (!this.#running) return this.#begin();
    this.#waiting ??= this.#running
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
