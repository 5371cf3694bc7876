/**
 * Runs one task at a time, in the order of the calls. Tasks that read a store, encode and write go through the queue: two
 * interleaved ones could leave the older vector behind.
 */
export class WorkQueue {
  #last: Promise<unknown> = Promise.resolve();

  run<T>(work: () => Promise<T>): Promise<T> {
    const mine = this.#last.then(work);
    this.#last = mine.catch(() => undefined);
    return mine;
  }
}
