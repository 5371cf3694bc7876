/**
 * One piece of work at a time, in the order of asking. Work that reads a store, encodes and writes again takes a
 * turn: two such, interleaved, could leave the older vector behind.
 */
export class Turns {
  #last: Promise<unknown> = Promise.resolve();

  take<T>(work: () => Promise<T>): Promise<T> {
    const mine = this.#last.then(work);
    this.#last = mine.catch(() => undefined);
    return mine;
  }
}
